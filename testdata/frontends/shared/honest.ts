// What every bilingual site over the API owes its readers, whatever it was made with: tests that front ends have in common.
import assert from "node:assert/strict";
import { test } from "node:test";
import { crawl, openSite, paleTexts, type Browser, type Facts, type Site } from "./crawl.ts";

/** What is tested: known once the tests run. */
export interface Tried {
  browser: Browser;
  site: Site;
  /** Filled by the first test, for those after it. */
  pages: Map<string, Facts>;
}

/** Where a public address leads, as the API says; undefined for pages of the site's own. */
async function alternatesOf(site: Site, path: string): Promise<{ locale: string; url: string }[] | undefined> {
  const answer = await fetch(`${site.api}/content/v1/resolve?url=${encodeURIComponent(path)}`);
  return answer.ok ? (await answer.json()).alternates : undefined;
}

/** Registers the tests. */
export function owesReaders(tried: Tried): void {
  test("every page is sound, links lead somewhere, and hreflang is returned", async () => {
    const problems: string[] = [];
    const context = await openSite(tried.browser, tried.site, problems, { viewport: { width: 1280, height: 900 } });
    tried.pages = await crawl(context, tried.site, problems);
    await context.close();
    assert.deepEqual(problems, []);
    for (const path of await publicPaths(tried.site)) assert.ok(tried.pages.has(path), `no link leads to ${path}`);
  });

  test("the language switch of every page lands on its true alternate, or says that there is none", async () => {
    let translated = 0;
    for (const page of tried.pages.values()) {
      if (page.path === "/") continue;
      const other = page.lang === "fr" ? "en" : "fr";
      const alternates = await alternatesOf(tried.site, page.path);
      if (!alternates) continue;
      const alternate = alternates.find((one) => one.locale === other);
      assert.equal(page.switch[other], alternate ? new URL(alternate.url).pathname : `/${other}/`, page.path);
      assert.equal(page.says[other] ?? false, !alternate, `${page.path} says that it is not translated`);
      if (alternate) translated++;
    }
    assert.ok(translated > 20, `${translated} pages with an alternate`);
    for (const [path, alternate] of [["/en/", "/fr/"], ["/en/search/", "/fr/recherche/"], ["/tags/", "/fr/tags/"], ["/en/archives/", "/fr/archives/"]] as const) {
      assert.equal(tried.pages.get(path)!.switch["fr"], alternate);
      assert.equal(tried.pages.get(alternate)!.switch["en"], path);
    }
  });

  test("the switch of a page leads to the other language, and back, by keyboard", async () => {
    const problems: string[] = [];
    const context = await openSite(tried.browser, tried.site, problems, {});
    // One page of each folder: where the switch of every page leads was seen above.
    const paired = new Map([...tried.pages.values()].filter((page) => page.path !== "/" && page.lang === "en" && page.hreflang["fr"]).map((page) => [page.path.replace(/[^/]+\/$/, ""), page]));
    assert.ok(paired.size >= 5, `${paired.size} folders`);
    const page = await context.newPage();
    for (const facts of paired.values()) {
      await page.goto(tried.site.origin + facts.path, { waitUntil: "domcontentloaded" });
      for (const [lang, path] of [["fr", facts.switch["fr"]!], ["en", facts.path]] as const) {
        await page.locator(".switch a").press("Enter");
        await page.waitForURL((url) => decodeURI(url.href) === decodeURI(tried.site.origin + path), { waitUntil: "domcontentloaded" });
        assert.equal(await page.locator("html").getAttribute("lang"), lang, facts.path);
      }
    }
    await context.close();
    assert.deepEqual(problems, []);
  });

  test("nothing is wider than a phone, and every text can be read in light and dark", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const problems: string[] = [];
      const context = await openSite(tried.browser, tried.site, problems, { viewport: { width: 360, height: 740 }, colorScheme, reducedMotion: "reduce" });
      const page = await context.newPage();
      for (const path of ["/", "/fr/", "/tags/", "/fr/archives/", "/en/search/", "/journal/first-light/", "/fr/journal/lire-les-tables-des-marees/", "/journal/ask-a-keeper/"]) {
        await page.goto(tried.site.origin + path);
        assert.deepEqual(await paleTexts(page), [], `${path} ${colorScheme}`);
        assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 360, `${path} is wider than the window`);
      }
      assert.deepEqual(problems, []);
      await context.close();
    }
  });

  test("what is borrowed, or stands beside the other language, says its language", async () => {
    const context = await openSite(tried.browser, tried.site, [], {});
    const page = await context.newPage();
    await page.goto(`${tried.site.origin}/`);
    for (const place of [".brand", "h1", "main section"]) assert.equal(await page.locator(`${place} [lang=fr], ${place}[lang=fr]`).count(), 1, place);
    await page.goto(`${tried.site.origin}/fr/`);
    assert.equal(await page.locator(".card[lang=en] a[hreflang=en]").count(), 2);
    assert.match(await page.locator(".card[lang=en] time").first().innerText(), /^[A-Z][a-z]+ \d+, 20\d\d$/);
    await context.close();
  });
}

/** Every address that the sitemap names. */
export async function publicPaths(site: Site): Promise<string[]> {
  const text = (await site.read("/sitemap.xml")).body.toString();
  const paths = [...text.matchAll(/<loc>([^<]*)<\/loc>/g)].map((found) => new URL(found[1]!).pathname);
  assert.ok(paths.length > 16, "the sitemap names posts");
  return paths;
}
