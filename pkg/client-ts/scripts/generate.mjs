// Writes the types of the contract's public parts, delivery and preview, to the
// file that is named. What only management uses is left out.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";
import { parse } from "yaml";

const [out] = process.argv.slice(2);
const contract = parse(await readFile(new URL("../../../openapi/openapi.yaml", import.meta.url), "utf8"));
Object.values(contract.components.schemas).forEach(join);
const paths = Object.fromEntries(Object.entries(contract.paths).filter(([path]) => /^\/(content|preview)\//.test(path)));
const types = await openapiTS(
  { openapi: contract.openapi, info: contract.info, paths, components: used(paths) },
  { rootTypes: true, rootTypesNoSchemaPrefix: true, silent: true },
);
await writeFile(out, `// Made from openapi/openapi.yaml by scripts/generate.mjs. Do not edit: npm run generate.\n\n${astToString(types)}`);

/** Makes one object of one that is another with more members required, as an entry is a card with all of them. */
function join(schema) {
  const [{ $ref } = {}, more] = schema.allOf ?? [];
  if (!$ref || !more?.required || more.properties) return;
  const { description } = schema;
  const card = contract.components.schemas[$ref.split("/").at(-1)];
  delete schema.allOf;
  Object.assign(schema, card, { description, required: [...new Set([...card.required, ...more.required])] });
}

/** The components that something names, in the order of the contract. Examples say nothing about types. */
function used(from) {
  const found = new Set();
  const look = (node) => {
    if (node === null || typeof node !== "object") return;
    if (typeof node.$ref === "string" && !found.has(node.$ref)) {
      const [, , kind, name] = node.$ref.split("/");
      if (kind === "examples") return;
      found.add(node.$ref);
      look(contract.components[kind][name]);
    }
    delete node.examples;
    Object.values(node).forEach(look);
  };
  look(from);
  return Object.fromEntries(Object.entries(contract.components).map(([kind, all]) => [
    kind,
    Object.fromEntries(Object.entries(all).filter(([name]) => found.has(`#/components/${kind}/${name}`))),
  ]));
}
