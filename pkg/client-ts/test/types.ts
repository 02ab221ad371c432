// What the types promise to those who write a front end. Nothing here runs: types.test.mjs has it compiled.
import { createClient, type Card, type UsualCard } from "../dist/index.js";

const cms = createClient({ baseUrl: "https://cms.example.org", locale: "fr" });

/** Without `fields` a card has all but what makes lists long. */
export async function usual(): Promise<[string, string, string | undefined]> {
  for await (const card of cms.posts({ tag: "jardinage" })) return [card.title, card.url, undefined];
  // @ts-expect-error: a body comes only where it is named
  return ["", "", (await cms.page()).items[0]?.body];
}

/** With `fields` it has what these name. */
export async function chosen(): Promise<string[]> {
  // @ts-expect-error: no card has such a member
  await cms.page({ fields: ["titel"] });
  // @ts-expect-error: nor is there such a parameter
  await cms.page({ limt: 3 });
  const { items, next } = await cms.page({ fields: ["title", "body"], cursor: "x" });
  // @ts-expect-error: the address was not asked for
  items.map((card) => card.url satisfies string);
  return items.map((card) => card.title + card.body + next);
}

/** Neighbours, related posts and results have whole cards. */
export async function around(id: string): Promise<UsualCard[]> {
  const { previous, next } = await cms.neighbours(id);
  const found = await cms.search("jardin");
  return [...(previous ? [previous] : []), ...(next ? [next] : []), ...(await cms.related(id)), ...found.items.map((item) => item.post)];
}

/** Who takes any card takes these. */
export const any = async (): Promise<Card[]> => (await cms.page({ fields: ["title"] })).items;
