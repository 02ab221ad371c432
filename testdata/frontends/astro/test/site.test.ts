// The whole site, built from a real server and read in Chromium.
import { createClient } from "@diptych-cms/client";
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { crawl, openBrowser, openSite, paleTexts, staticSite, type Browser, type Facts, type Site } from "../../shared/crawl.ts";
import { startServer, type Server } from "../../shared/server.ts";
import { build, filesOf } from "../src/lib/build.ts";

let dir: string;
let server: Server;
let browser: Browser;
let site: Site;
let pages: Map<string, Facts>;

before(async () => {
  dir = await mkdtemp(join(tmpdir(), "diptych-site-"));
  server = await startServer();
  await build({ api: server.base, out: join(dir, "out"), state: join(dir, "state") });
  site = staticSite(join(dir, "out"), "https://anse-au-fanal.example", server.base);
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await server?.stop();
  await rm(dir, { recursive: true, force: true });
});

test("every page is sound, links lead somewhere, and hreflang is returned", async () => {
  const problems: string[] = [];
  const context = await openSite(browser, site, problems, { viewport: { width: 1280, height: 900 } });
  pages = await crawl(context, site, problems);
  await context.close();
  assert.deepEqual(problems, []);
  const made = (await filesOf(join(dir, "out"))).filter((name) => name.endsWith(".html") && name !== "404.html").map((name) => encodeURI(`/${name.replace(/index\.html$/, "")}`));
  assert.deepEqual([...pages.keys()].sort(), made.sort(), "pages that no link leads to");
});

test("the language switch of every page lands on its true alternate, or says that there is none", async () => {
  const cms = createClient({ baseUrl: server.base });
  let translated = 0;
  for (const page of pages.values()) {
    if (page.path === "/") continue;
    const other = page.lang === "fr" ? "en" : "fr";
    const found = await cms.resolve(page.path).catch(() => undefined); // pages of the site's own: lists, archives, search
    if (!found) continue;
    const alternate = found.alternates?.find((one) => one.locale === other);
    assert.equal(page.switch[other], alternate ? new URL(alternate.url).pathname : `/${other}/`, page.path);
    if (alternate) translated++;
  }
  assert.ok(translated > 20, `${translated} pages with an alternate`);
  for (const [path, alternate] of [["/en/", "/fr/"], ["/en/search/", "/fr/recherche/"], ["/tags/", "/fr/tags/"], ["/en/archives/", "/fr/archives/"]] as const) {
    assert.equal(pages.get(path)!.switch["fr"], alternate);
    assert.equal(pages.get(alternate)!.switch["en"], path);
  }
});

test("a click on the switch of any page leads to a page of the other language, and back to where one was", async () => {
  const problems: string[] = [];
  const context = await openSite(browser, site, problems, {});
  const page = await context.newPage();
  for (const facts of pages.values()) {
    if (facts.path === "/" || facts.lang !== "en") continue;
    await page.goto(site.origin + facts.path, { waitUntil: "domcontentloaded" });
    const back = pages.get(facts.switch["fr"]!)!.switch["en"]!;
    for (const [lang, path] of [["fr", facts.switch["fr"]!], ["en", back]] as const) {
      await page.locator(".switch a").click();
      await page.waitForURL(site.origin + path, { waitUntil: "domcontentloaded" });
      assert.equal(await page.locator("html").getAttribute("lang"), lang, facts.path);
    }
    // A page without an alternate leads to the other language's list, and page 2 of a list to its beginning.
    if (facts.hreflang["fr"] || facts.robots.includes("noindex")) assert.equal(back, facts.path);
  }
  await context.close();
  assert.deepEqual(problems, []);
});

test("a post that is not translated says so, in the language that is missing", async () => {
  const context = await openSite(browser, site, [], {});
  const page = await context.newPage();
  await page.goto(`${site.origin}/journal/ask-a-keeper/`);
  const note = page.locator(".note[lang=fr]");
  assert.match(await note.innerText(), /n’existe pas en français/);
  await note.locator("a").click();
  assert.equal(await page.locator("html").getAttribute("lang"), "fr");
  assert.equal(await page.locator(".card[lang=en] a[hreflang=en]").count(), 2, "borrowed cards, marked");
  await context.close();
});

test("structured data says the language, and which text is whose translation", () => {
  const of = (path: string) => JSON.parse(pages.get(path)!.jsonLd[0]!);
  assert.equal(of("/journal/first-light/").inLanguage, "en");
  assert.equal(of("/journal/first-light/").workTranslation[0].inLanguage, "fr");
  assert.equal(of("/fr/journal/premiere-lumiere/").translationOfWork.inLanguage, "en");
});

test("nothing is wider than a phone, and every text can be read in light and dark", async () => {
  for (const colorScheme of ["light", "dark"] as const) {
    const problems: string[] = [];
    const context = await openSite(browser, site, problems, { viewport: { width: 360, height: 740 }, colorScheme, reducedMotion: "reduce" });
    const page = await context.newPage();
    for (const path of ["/", "/fr/", "/tags/", "/fr/archives/", "/en/search/", "/404.html", "/journal/first-light/", "/fr/journal/l-hiver-ou-la-baie-a-tenu/", "/fr/journal/lire-les-tables-des-marees/", "/journal/ask-a-keeper/"]) {
      await page.goto(site.origin + path);
      assert.deepEqual(await paleTexts(page), [], `${path} ${colorScheme}`);
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360, `${path} is wider than the window`);
    }
    assert.deepEqual(problems.filter((problem) => !problem.includes("404.html")), []);
    await context.close();
  }
});

test("a keyboard is enough: skip link, visible focus, suggestions by arrows", async () => {
  const context = await openSite(browser, site, [], {});
  const page = await context.newPage();
  await page.goto(`${site.origin}/fr/`);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement!.getAttribute("href")), "#content");
  assert.notEqual(await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle), "none");
  await page.goto(`${site.origin}/fr/recherche/`);
  await page.locator("#q").pressSequentially("mar");
  await page.locator("#suggestions [role=option]").first().waitFor();
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.locator("#q").getAttribute("aria-activedescendant"), "suggestion-0");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname !== "/fr/recherche/");
  assert.ok(pages.has(new URL(page.url()).pathname));
  await context.close();
});

test("the search finds, corrects, marks what is borrowed, and works from an address", async () => {
  const context = await openSite(browser, site, [], {});
  const page = await context.newPage();
  await page.goto(`${site.origin}/fr/recherche/`);
  await page.locator("#q").fill("marées");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\?q=/);
  await page.locator("#results mark").first().waitFor();
  assert.ok((await page.locator("#results a").evaluateAll((links) => links.map((a) => a.getAttribute("href")))).includes("/fr/journal/lire-les-tables-des-marees/"));
  await page.goto(`${site.origin}/fr/recherche/?q=zzzzqqqq`);
  await page.locator("#told:not(:empty)").waitFor();
  assert.match(await page.locator("#told").innerText(), /Rien n’a été trouvé pour «\u00a0zzzzqqqq\u00a0»/);
  await context.close();
});

test("without scripts the search page leads to the archives and the tags", async () => {
  const context = await openSite(browser, site, [], { javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${site.origin}/en/search/`);
  assert.equal(await page.locator("main a[href='/en/archives/']").count(), 1);
  await context.close();
});

test("the 404 page speaks both languages, and knows where an old address went", async () => {
  const context = await openSite(browser, site, [], {});
  const page = await context.newPage();
  const answer = await page.goto(`${site.origin}/news/first-light/`);
  assert.equal(answer!.status(), 404);
  await page.locator("[lang=en] .found a[href$='/journal/first-light/']").waitFor();
  assert.deepEqual(await page.locator("main section").evaluateAll((all) => all.map((at) => at.getAttribute("lang"))), ["en", "fr"]);
  await context.close();
});

test("feeds, sitemap and redirects stand beside the pages, and name pages that there are", async () => {
  const text = async (path: string) => (await site.read(path)).body.toString();
  for (const path of ["/fr/feed.xml", "/fr/atom.xml", "/en/feed.xml", "/en/feed.json", "/sitemap.xml"]) {
    const named = [...(await text(path)).matchAll(/https:\/\/anse-au-fanal\.example(\/[^"<#?&\s]*)/g)].map((found) => found[1]!).filter((at) => at.endsWith("/"));
    assert.ok(named.length > 5, path);
    for (const at of named) assert.ok(pages.has(at), `${path} names ${at}`);
  }
  assert.match(await text("/_redirects"), /\/news\/first-light\/\s+\S*\/journal\/first-light\/\s+301/);
});
