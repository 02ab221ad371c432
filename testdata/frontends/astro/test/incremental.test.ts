// One change renders the pages that it touches and no others, and the site is then the same, byte for byte, as one built anew.
import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { startServer, type Server } from "../../shared/server.ts";
import { build, filesOf, type Report } from "../src/lib/build.ts";

let dir: string;
let server: Server;

before(async () => {
  dir = await mkdtemp(join(tmpdir(), "diptych-incremental-"));
  server = await startServer();
  await build({ api: server.base, out: join(dir, "site"), state: join(dir, "state") });
});

after(async () => {
  await server?.stop();
  await rm(dir, { recursive: true, force: true });
});

/** Files that differ between two folders, or are in one of them alone. */
async function differing(a: string, b: string): Promise<string[]> {
  const names = new Set([...(await filesOf(a)), ...(await filesOf(b))]);
  const read = (folder: string, name: string) => readFile(join(folder, name)).catch(() => undefined);
  const differ: string[] = [];
  for (const name of names) {
    const [one, other] = await Promise.all([read(a, name), read(b, name)]);
    if (!one || !other || !one.equals(other)) differ.push(name);
  }
  return differ.sort();
}

/** Makes a change, brings the site up to date, builds it anew elsewhere, and compares. Returns what the update did. */
async function change(make: () => Promise<unknown>): Promise<Report> {
  const [site, old, anew] = ["site", "old", "anew"].map((name) => join(dir, name)) as [string, string, string];
  await cp(site, old, { recursive: true });
  await make();
  const report = await build({ api: server.base, out: site, state: join(dir, "state") });
  await build({ api: server.base, out: anew, state: join(dir, "anew-state"), full: true });
  assert.deepEqual(await differing(site, anew), [], "differs from a site that is built anew");
  const differ = await differing(old, anew);
  assert.deepEqual([...report.written, ...report.removed].sort(), differ, "files written are those that differ");
  const pages = differ.filter((name) => name.endsWith(".html")).map((name) => `/${name.replace(/index\.html$/, "")}`);
  assert.deepEqual([...report.rendered].sort(), pages.filter((path) => !report.removed.includes(`${path.slice(1)}index.html`)).sort(), "pages rendered are those that differ");
  for (const folder of [old, anew, join(dir, "anew-state")]) await rm(folder, { recursive: true, force: true });
  return report;
}

async function postBy(slug: string, locale = "en"): Promise<any> {
  const { items } = await server.manage("GET", "/posts?limit=100");
  return items.find((post: any) => post.translations[locale]?.slug === slug);
}

/** Saves a change of a translation and publishes it. */
async function edit(slug: string, locale: string, patch: object): Promise<void> {
  const post = await postBy(slug, locale);
  const saved = await server.manage("PATCH", `/posts/${post.id}/translations/${locale}`, patch, { "If-Match": post.translations[locale].etag });
  await server.manage("POST", `/posts/${post.id}/publication`, { translations: { [locale]: saved.head } });
}

test("nothing changed: nothing is rendered, nothing is written", async () => {
  const report = await build({ api: server.base, out: join(dir, "site"), state: join(dir, "state") });
  assert.deepEqual({ ...report, pages: 0 }, { changes: 0, pages: 0, rendered: [], written: [], removed: [] });
});

test("a word of one text: its page alone", async () => {
  const report = await change(() => edit("ecouter-le-fleuve", "fr", { body: "Nous avons descendu un micro sous la glace et l’y avons laissé toute une nuit." }));
  const pages = report.written.filter((name) => name.endsWith(".html"));
  assert.deepEqual(pages, ["fr/journal/ecouter-le-fleuve/index.html"]);
});

test("a title and an address: the pages that show it, in its language and in the other", async () => {
  const report = await change(() => edit("reading-the-tide-tables", "en", { title: "How to read a tide table", slug: "tide-table" }));
  assert.ok(report.written.includes("journal/tide-table/index.html"));
  assert.ok(report.written.includes("journal/ask-a-keeper/index.html"), "it links there");
  assert.ok(report.written.includes("fr/journal/lire-les-tables-des-marees/index.html"), "its switch leads there");
  assert.ok(report.written.includes("_redirects"));
  assert.deepEqual(report.removed.filter((name) => name.endsWith(".html")), ["journal/reading-the-tide-tables/index.html"]);
  assert.ok(!report.rendered.includes("/fr/"), "French lists do not show it");
});

let bell: any; // a post that comes later

test("two posts become one: both pages gain a switch, the lists of borrowed ones lose them", async () => {
  const report = await change(async () => {
    const [english, french] = [await postBy("night-of-the-perseids"), await postBy("nuit-des-perseides", "fr")];
    await server.manage("POST", `/posts/${english.id}/merge`, { post: french.id }, { "If-Match": english.etag });
    bell = await server.manage("POST", "/posts", {
      sourceLocale: "fr",
      date: "2024-06-10T12:00:00-04:00",
      translations: { fr: { title: "La cloche", body: "<p>Elle sonne encore.</p>" }, en: { title: "The bell", body: "<p>It still rings.</p>" } },
    });
    const tower = await postBy("first-light"); // its editors choose a draft, which nobody sees yet
    const saved = await server.manage("PATCH", `/posts/${tower.id}`, { related: [bell.id] }, { "If-Match": tower.etag });
    await server.manage("POST", `/posts/${tower.id}/publication`, { shared: saved.head, translations: { en: tower.translations.en.live } });
  });
  for (const path of ["/en/", "/fr/", "/journal/night-of-the-perseids/", "/fr/journal/nuit-des-perseides/"]) assert.ok(report.rendered.includes(path), path);
  assert.ok(!report.rendered.includes("/journal/ice-bridge/"));
});

test("a new post in both languages, then one language of another gone, and a tag renamed", async () => {
  const report = await change(async () => {
    await server.manage("POST", `/posts/${bell.id}/publication`, { shared: 1, translations: { fr: 1, en: 1 } });
    const iced = await postBy("ice-bridge");
    await server.manage("POST", `/posts/${iced.id}/unpublication`, { translations: { fr: iced.translations.fr.live } });
    const tag = (await server.manage("GET", "/tags?limit=100")).items.find((one: any) => one.translations.en?.name === "tides");
    await server.manage("PATCH", `/tags/${tag.id}`, { translations: { en: { name: "The tides" } } }, { "If-Match": tag.etag });
  });
  for (const path of ["/journal/the-bell/", "/fr/journal/la-cloche/", "/tags/tides/", "/journal/ice-bridge/", "/fr/tags/hiver/"]) assert.ok(report.rendered.includes(path), path);
  assert.ok(report.removed.includes("fr/journal/l-hiver-ou-la-baie-a-tenu/index.html"));
  assert.ok(report.rendered.includes("/journal/first-light/"), "its editors chose the new post");
});
