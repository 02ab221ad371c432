// Reads a whole site in Chromium, as readers with keyboards, screen readers and search engines do, and says what is wrong with it.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";

export type { Browser };

export interface Site {
  /** The public origin, such as "https://example.org". */
  origin: string;
  /** The address of the API, which pages may ask. */
  api: string;
  /** What stands at a path of the site; sites of files have nothing for a query. */
  read(path: string, query?: string): Promise<{ status: number; type: string; body: Buffer }>;
}

/** A folder of files, served as hosts of static sites do. */
export function staticSite(dir: string, origin: string, api: string): Site {
  const file = (name: string) => readFile(join(dir, name)).catch(() => undefined);
  const types: Record<string, string> = {
    html: "text/html; charset=utf-8", css: "text/css", js: "text/javascript", svg: "image/svg+xml", webp: "image/webp", xml: "application/xml", json: "application/json", txt: "text/plain",
  };
  return {
    origin,
    api,
    async read(path) {
      const name = decodeURIComponent(path);
      const body = name.endsWith("/") ? await file(`${name}index.html`) : ((await file(name)) ?? (await file(`${name}.html`)));
      if (!body) return { status: 404, type: types["html"]!, body: (await file("404.html")) ?? Buffer.from("") };
      const ending = name.endsWith("/") ? "html" : (/\.(\w+)$/.exec(name)?.[1] ?? "");
      return { status: 200, type: types[ending] ?? (name.includes("/media/") ? sniff(body) : types["html"]!), body };
    },
  };
}

/** The media type of a picture, by its first bytes. */
function sniff(body: Buffer): string {
  if (body[0] === 0x89) return "image/png";
  return body[0] === 0xff ? "image/jpeg" : "image/webp";
}

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    // Pages of a public name ask an API on this machine here, which browsers otherwise ask people about.
    args: ["--no-sandbox", "--disable-features=LocalNetworkAccessChecks"],
  });
}

/** Opens a window onto the site. What it asks of anybody but the site and its API is refused, and told as a problem. */
export async function openSite(browser: Browser, site: Site, problems: string[], how: Parameters<Browser["newContext"]>[0] = {}): Promise<BrowserContext> {
  const context = await browser.newContext(how);
  await context.route("**/*", async (route) => {
    const url = new URL(route.request().url());
    if (url.origin === site.origin) {
      const { status, type, body } = await site.read(url.pathname, url.search);
      return route.fulfill({ status, contentType: type, body });
    }
    if (url.href.startsWith(`${site.api}/content/`)) return route.continue();
    problems.push(`asks another host: ${url.href}`);
    return route.abort();
  });
  context.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") problems.push(`${message.page()?.url()}: console: ${message.text()}`);
  });
  context.on("weberror", (error) => void problems.push(`${error.page()?.url()}: ${error.error().message}`));
  return context;
}

/** What a page says of itself. */
export interface Facts {
  path: string;
  lang: string;
  title: string;
  description: string;
  robots: string;
  canonical: string;
  hreflang: Record<string, string>;
  /** Where the language switch leads, by language. */
  switch: Record<string, string>;
  /** Languages in which it says that it is not to be had in them. */
  says: Record<string, boolean>;
  links: { path: string; fragment: string; hreflang: string; lang: string; text: string }[];
  ids: string[];
  jsonLd: string[];
  faults: string[];
}

/** Walks all pages that links lead to, from the root of the site on, in three windows at once. */
export async function crawl(context: BrowserContext, site: Site, problems: string[]): Promise<Map<string, Facts>> {
  await context.addInitScript(() => {
    const sum = window as Window & { jumped?: number };
    sum.jumped = 0;
    new PerformanceObserver((list) => {
      for (const shift of list.getEntries()) sum.jumped! += (shift as PerformanceEntry & { value: number }).value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  const pages = new Map<string, Facts>();
  const seen = new Set(["/"]);
  let round = ["/"];
  const windows = await Promise.all([1, 2, 3].map(() => context.newPage()));
  while (round.length > 0) {
    const next: string[] = [];
    await Promise.all(
      windows.map(async (page) => {
        for (let path = round.pop(); path !== undefined; path = round.pop()) {
          const answer = await page.goto(site.origin + path, { waitUntil: "load" });
          if (answer?.status() !== 200) {
            problems.push(`${path}: status ${answer?.status()}`);
            continue;
          }
          const facts = await page.evaluate(look, path);
          pages.set(path, facts);
          for (const fault of facts.faults) problems.push(`${path}: ${fault}`);
          for (const link of facts.links) {
            if (seen.has(link.path) || !isPage(link.path)) continue;
            seen.add(link.path);
            next.push(link.path);
          }
        }
      }),
    );
    round = next;
  }
  await Promise.all(windows.map((page) => page.close()));
  check(pages, site, problems);
  return pages;
}

/** Whether a path is that of a page, and not of a file such as a feed. */
function isPage(path: string): boolean {
  return /\/$|\.html$/.test(path);
}

/** Runs in the page. */
async function look(path: string): Promise<Facts> {
  const faults: string[] = [];
  const text = (selector: string, name: string) => document.querySelector(selector)?.getAttribute(name) ?? "";
  const langOf = (at: Element) => at.closest("[lang]")?.getAttribute("lang") ?? "";
  for (const img of document.images) {
    const which = img.getAttribute("src");
    if (!img.getAttribute("width") || !img.getAttribute("height")) faults.push(`picture without size: ${which}`);
    if (img.getAttribute("alt") === null) faults.push(`picture without alt: ${which}`);
    img.loading = "eager";
    await img.decode().catch(() => faults.push(`picture does not load: ${which}`));
  }
  if (document.querySelectorAll("h1").length !== 1) faults.push(`${document.querySelectorAll("h1").length} h1`);
  if (document.querySelectorAll("main").length !== 1) faults.push("not one main");
  const ids = [...document.querySelectorAll("[id]")].map((at) => at.id);
  ids.filter((id, n) => ids.indexOf(id) !== n).forEach((id) => faults.push(`id twice: ${id}`));
  for (const at of document.querySelectorAll("a, button, input:not([type=hidden])")) {
    const name = at.getAttribute("aria-label") ?? (at as HTMLElement).textContent ?? "";
    if (!name.trim() && !at.querySelector("img[alt]:not([alt=''])")) faults.push(`nameless: ${at.outerHTML.slice(0, 80)}`);
  }
  if ((window as Window & { jumped?: number }).jumped! > 0.01) faults.push("something jumps while it loads");
  if (document.documentElement.scrollWidth > window.innerWidth) faults.push(`wider than the window: ${document.documentElement.scrollWidth}`);

  const here = (href: string) => new URL(href, location.href);
  // Escapes are the same in capitals and in small letters (RFC 3986, 6.2.2.1): templates of Go write small ones.
  const same = (url: string) => url.replace(/%[0-9a-f]{2}/g, (escape) => escape.toUpperCase());
  const anchors = [...document.querySelectorAll<HTMLAnchorElement>("a[href]")].filter((a) => here(a.href).origin === location.origin);
  return {
    path, faults, ids,
    lang: document.documentElement.lang,
    title: document.title,
    description: text("meta[name=description]", "content"),
    robots: text("meta[name=robots]", "content"),
    canonical: same(text("link[rel=canonical]", "href")),
    hreflang: Object.fromEntries([...document.querySelectorAll("link[rel=alternate][hreflang]")].map((link) => [link.getAttribute("hreflang"), same(link.getAttribute("href") ?? "")])),
    switch: Object.fromEntries([...document.querySelectorAll<HTMLAnchorElement>(".switch a[hreflang]")].map((a) => [a.hreflang, same(here(a.href).pathname)])),
    says: Object.fromEntries([...document.querySelectorAll<HTMLElement>(".note[lang]")].map((note) => [note.lang, true])),
    links: anchors.map((a) => ({ path: same(here(a.href).pathname), fragment: here(a.href).hash.slice(1), hreflang: a.hreflang, lang: langOf(a), text: a.textContent ?? "" })),
    jsonLd: [...document.querySelectorAll('script[type="application/ld+json"]')].map((script) => script.textContent ?? ""),
  };
}

/** What only the whole site shows: links that lead nowhere or into another language unmarked, hreflang that is not returned, titles that are used twice. */
function check(pages: Map<string, Facts>, site: Site, problems: string[]): void {
  const titles = new Map<string, string>();
  for (const page of pages.values()) {
    const say = (what: string) => problems.push(`${page.path}: ${what}`);
    if (!page.lang) say("no language");
    if (!page.title) say("no title");
    if (page.title === titles.get(`${page.lang} ${page.title}`)) say(`its title is used twice: ${page.title}`);
    titles.set(`${page.lang} ${page.title}`, page.title);
    if (!page.robots.includes("noindex")) {
      if (!page.description) say("no description");
      if (page.canonical !== site.origin + page.path) say(`its canonical address is ${page.canonical}`);
    }
    for (const [hreflang, url] of Object.entries(page.hreflang)) {
      const there = pages.get(url.slice(site.origin.length));
      if (!url.startsWith(site.origin) || !there) say(`hreflang ${hreflang} leads to ${url}`);
      else if (hreflang !== "x-default" && there.lang !== hreflang) say(`hreflang ${hreflang} leads to a page in ${there.lang}`);
      else if (there.hreflang[page.lang] !== site.origin + page.path) say(`hreflang ${hreflang} is not returned by ${url}`);
      else if (there.hreflang["x-default"] !== page.hreflang["x-default"]) say(`x-default differs from that of ${url}`);
    }
    for (const link of page.links) {
      const there = pages.get(link.path);
      if (!there) {
        if (isPage(link.path)) say(`leads nowhere: ${link.path}`);
        continue;
      }
      if (link.fragment && !there.ids.includes(decodeURIComponent(link.fragment))) say(`leads to no such place: ${link.path}#${link.fragment}`);
      const bilingual = there.path === "/";
      if (!bilingual && there.lang !== page.lang && (link.hreflang !== there.lang || link.lang !== there.lang)) say(`unmarked link into ${there.lang}: ${link.path} (${link.text.trim()})`);
      if (there.lang === page.lang && link.hreflang && link.hreflang !== page.lang) say(`link marked as ${link.hreflang}: ${link.path}`);
    }
    for (const data of page.jsonLd) JSON.parse(data);
  }
}

/** Texts that are hard to read: less contrast than WCAG 2.2 AA asks for (4.5, or 3 for large ones). */
export async function paleTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
    const paint = (...colours: string[]): [number, number, number] => {
      canvas.clearRect(0, 0, 1, 1);
      for (const colour of colours) {
        canvas.fillStyle = colour;
        canvas.fillRect(0, 0, 1, 1);
      }
      const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data;
      return [r!, g!, b!];
    };
    const light = (rgb: [number, number, number]) =>
      rgb.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4)).reduce((sum, c, n) => sum + c * [0.2126, 0.7152, 0.0722][n]!, 0);
    const pale: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.parentElement!;
      if (!node.textContent!.trim() || !at.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || at.closest("noscript, script, .unseen")) continue;
      const grounds: string[] = [];
      for (let up: Element | null = at; up; up = up.parentElement) grounds.unshift(getComputedStyle(up).backgroundColor);
      const style = getComputedStyle(at);
      const under = light(paint("white", ...grounds));
      const over = light(paint("white", ...grounds, style.color));
      const contrast = (Math.max(under, over) + 0.05) / (Math.min(under, over) + 0.05);
      const size = parseFloat(style.fontSize);
      const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
      if (contrast < (large ? 3 : 4.5)) pale.push(`${contrast.toFixed(2)} ${at.tagName.toLowerCase()}.${at.className}: ${node.textContent!.trim().slice(0, 40)}`);
    }
    return [...new Set(pale)];
  });
}
