// The client in Node, asking a real server with the sample site: DIPTYCH_API is its address, DIPTYCH_TOKEN an admin's token.
// testdata/frontends/run starts one.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { promisify } from "node:util";
import * as lib from "../dist/index.js";
import { anywhere } from "./anywhere.mjs";

const { DIPTYCH_API: base, DIPTYCH_TOKEN: token, CI } = process.env;
const skip = base || CI ? false : "no server: run testdata/frontends/run client";
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

async function manage(method, path, body, headers) {
  const answer = await fetch(`${base}/manage/v1${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, "Content-Type": method === "PATCH" ? "application/merge-patch+json" : "application/json", ...headers },
    body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return JSON.parse(text);
}

test("in Node, everything that can be asked", { skip }, async () => {
  assert.ok((await anywhere(lib, base, { keepsAnswers: true })) > 30);
});

test("in Deno", { skip }, async () => {
  const { stdout } = await promisify(execFile)(here("../node_modules/.bin/deno"), ["run", "--no-remote", "--no-config", `--allow-net=${new URL(base).host}`, here("deno.mjs"), base]);
  assert.match(stdout, /^\d+ looked at\n$/);
});

test("it asks for nothing that only Node has, and depends on nothing", async () => {
  for (const name of await readdir(here("../dist"))) {
    if (!name.endsWith(".js")) continue;
    const source = await readFile(here(`../dist/${name}`), "utf8");
    assert.doesNotMatch(source, /\b(process|Buffer|require|global|__dirname)\b\s*[.(]/, name);
    for (const [, from] of source.matchAll(/from "([^"]+)"/g)) assert.match(from, /^\.\//, name);
  }
});

test("waiting for a change ends when there is one, and a preview shows what is not live", { skip }, async () => {
  const cms = lib.createClient({ baseUrl: base, locale: "fr" });
  let since;
  for await (const answer of cms.changes({ locale: "*" })) since = answer.next;
  const next = cms.changesPage({ locale: "*", since, wait: 60, include: ["entry"] });

  const post = await manage("POST", "/posts", { sourceLocale: "fr", translations: { fr: { title: "Un brouillon", body: "<p>Bientôt.</p>" } } });
  await assert.rejects(cms.post(post.id), lib.Problem);
  const link = await manage("POST", `/posts/${post.id}/preview-links`, { locales: ["fr"], expiresIn: "1h" });
  const preview = lib.createClient({ baseUrl: base, locale: "fr", preview: link.token });
  assert.equal((await preview.post(post.id)).title, "Un brouillon");
  assert.deepEqual((await preview.page()).items.map(({ id }) => id), [post.id]);
  await assert.rejects(lib.createClient({ baseUrl: base, locale: "fr", preview: "wrong" }).post(post.id), { status: 401 });

  await manage("POST", `/posts/${post.id}/publication`, { shared: 1, translations: { fr: 1 } });
  const { items } = await next;
  assert.deepEqual(items.map(({ kind, op, id, entry }) => [kind, op, id, entry?.title]), [["post", "upsert", post.id, "Un brouillon"]]);

  await manage("POST", `/posts/${post.id}/unpublication`, { translations: { fr: 1 } });
});
