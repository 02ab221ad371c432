// The whole site, made by the real Hugo from a real server, and read in Chromium.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { openBrowser, openSite, staticSite } from "../../shared/crawl.ts";
import { owesReaders, type Tried } from "../../shared/honest.ts";
import { manager } from "../../shared/server.ts";

const api = process.env.DIPTYCH_API!;
const root = fileURLToPath(new URL("..", import.meta.url));
const tried = {} as Tried;
let dir: string;

before(async () => {
  dir = await mkdtemp(join(tmpdir(), "diptych-hugo-"));
  await build();
  tried.site = staticSite(join(dir, "out"), "https://anse-au-fanal.example", api);
  tried.browser = await openBrowser();
});

after(async () => {
  await tried.browser?.close();
  await rm(dir, { recursive: true, force: true });
});

async function build(): Promise<void> {
  const args = ["build", "--noBuildLock", "--panicOnWarning", "--cacheDir", join(dir, "cache"), "--destination", join(dir, "out")];
  const said = await promisify(execFile)(process.env.DIPTYCH_HUGO ?? "hugo", args, { cwd: root, env: { ...process.env, HUGO_PARAMS_API: api, HUGO_PARAMS_ATONCE: "3" } });
  assert.doesNotMatch(said.stdout + said.stderr, /WARN|ERROR/);
}

owesReaders(tried);

test("the search finds, and marks", async () => {
  const problems: string[] = [];
  const context = await openSite(tried.browser, tried.site, problems, {});
  const page = await context.newPage();
  await page.goto(`${tried.site.origin}/fr/recherche/`);
  await page.locator("#q").fill("marées");
  await page.keyboard.press("Enter");
  await page.locator("#results mark").first().waitFor();
  assert.ok((await page.locator("#results a").evaluateAll((links) => links.map((a) => a.getAttribute("href")))).includes("/fr/journal/lire-les-tables-des-marees/"));
  await context.close();
  assert.deepEqual(problems, []);
});

test("the 404 page speaks both languages, and knows where an old address went", async () => {
  const context = await openSite(tried.browser, tried.site, [], {});
  const page = await context.newPage();
  const answer = await page.goto(`${tried.site.origin}/news/first-light/gone/`);
  assert.equal(answer!.status(), 404);
  assert.deepEqual(await page.locator("main section").evaluateAll((all) => all.map((at) => at.getAttribute("lang"))), ["en", "fr"]);
  assert.equal(await page.locator("main a[href='/fr/recherche/'][hreflang=fr]").count(), 1);
  await context.close();
});

test("old addresses lead on: by pages of Hugo's own, and by the file for the host", async () => {
  const text = async (path: string) => (await tried.site.read(path)).body.toString();
  for (const [from, to] of [["/news/first-light/", "/journal/first-light/"], ["/fr/marees/", "/fr/journal/lire-les-tables-des-marees/"]] as const) {
    assert.match(await text(from), new RegExp(`url=https://anse-au-fanal\\.example${to}`));
    assert.match(await text("/_redirects"), new RegExp(`^${from} \\S*${to} 301$`, "m"));
  }
});

test("feeds stand beside the pages, and name pages that there are", async () => {
  for (const path of ["/fr/feed.xml", "/fr/atom.xml", "/en/feed.xml", "/en/feed.json"]) {
    const body = (await tried.site.read(path)).body.toString();
    const named = [...body.matchAll(/https:\/\/anse-au-fanal\.example(\/[^"<#?&\s]*)/g)].map((found) => found[1]!).filter((at) => at.endsWith("/"));
    assert.ok(named.length > 5, path);
    for (const at of named) assert.ok(tried.pages.has(at), `${path} names ${at}`);
  }
});

test("what Hugo keeps between builds never hides what changed", async () => {
  const manage = manager(api, process.env.DIPTYCH_TOKEN!);
  const before = await manage("GET", "/locales/fr");
  const changed = await manage("PATCH", "/locales/fr", { description: "Un phare qui regarde le ciel" }, { "If-Match": before.etag });
  try {
    await build();
    assert.match((await tried.site.read("/fr/")).body.toString(), /Un phare qui regarde le ciel/);
  } finally {
    await manage("PATCH", "/locales/fr", { description: before.description }, { "If-Match": changed.etag });
  }
});
