// Every page of the site, as data: a page is rendered from what stands here and from nothing else, so pages whose data is the same are the same.
import type { Alternate, Card, Entry, LocaleInfo, Term } from "@diptych-cms/client";
import { kinds, missingIn, newestFirst, type Kind, type Replica } from "./replica.ts";

const perPage = 6;

/** What all pages have in common. */
interface Base {
  /** Below the site's root, such as "/fr/journal/la-lune/". */
  path: string;
  locale: string;
  title: string;
  description: string;
  /** What stands in the head: that of a post comes from the API. */
  head?: string;
  /** The same page in every language that has it, this one included; none where this page has no true alternates. */
  alternates: Link[];
  /** Where the switch leads for each other language. */
  switch: (Link & { translated: boolean })[];
  chrome: Chrome;
}

export interface Link {
  locale: string;
  hreflang: string;
  url: string;
  path: string;
  xDefault?: boolean;
}

/** What stands around every page of a language. */
export interface Chrome {
  siteTitle: string;
  origin: string;
  home: string;
  tags: string;
  authors: string;
  series: string;
  archives: string;
  search: string;
  feeds: { rss: string; atom: string; json: string };
  timeZone: string;
}

/** A card, of which pages show this much. */
export interface Shown {
  path: string;
  /** Of the text, where it is not that of the page. */
  lang?: string;
  title: string;
  excerpt: string;
  date: string;
  minutes: number;
  picture: Card["thumbnail"] | null;
}

export interface Tag {
  name: string;
  path: string;
  count?: number;
}

export type Page = Base &
  (
    | { kind: "list"; of: "home" | Kind; cards: Shown[]; number: number; pages: string[]; lead: string; borrowed: Shown[] }
    | { kind: "terms"; of: Kind; terms: (Tag & { description: string })[] }
    | { kind: "archives"; months: { year: number; month: number; posts: Shown[] }[] }
    | { kind: "search"; languages: { locale: string; home: string }[] }
    | { kind: "post"; entry: PostShown }
    | { kind: "choice"; languages: { locale: string; path: string; title: string; description: string }[] }
    | { kind: "notFound"; languages: { locale: string; home: string; archives: string; search: string }[] }
  );

export interface PostShown {
  title: string;
  summary: string;
  body: string;
  date: string;
  updated: string | null;
  minutes: number;
  authors: Tag[];
  tags: Tag[];
  series: (Tag & { place: number }) | null;
  toc: Entry["toc"];
  cover: Entry["resources"][number] | null;
  behind: boolean;
  older: Shown | null;
  newer: Shown | null;
  related: Shown[];
}

/** Makes all pages of the site. */
export function pagesOf(replica: Replica): Page[] {
  const chromes = Object.fromEntries(replica.locales.map(({ locale }) => [locale, chromeOf(replica, locale)]));
  const pages = replica.locales.flatMap((locale) => new Maker(replica, chromes, locale).pages());
  const main = replica.locales.find((one) => one.xDefault) ?? replica.locales[0];
  if (!main) return pages;
  const both = { locale: main.locale, chrome: chromes[main.locale]!, alternates: [], switch: [], description: "" };
  const languages = replica.locales.map(({ locale }) => ({ locale, ...chromes[locale]! }));
  pages.push(
    { ...both, kind: "choice", path: "/", title: languages.map((one) => one.siteTitle).join(" · "),
      languages: replica.locales.map(({ locale, title, description }) => ({ locale, title, description, path: chromes[locale]!.home })) },
    { ...both, kind: "notFound", path: "/404.html", title: "404", languages: languages.map(({ locale, home, archives, search }) => ({ locale, home, archives, search })) },
  );
  return pages;
}

/** The path of a public address of the site, as folders have it. */
export function pathOf(url: string): string {
  return decodeURI(new URL(url, "https://site.invalid").pathname);
}

function chromeOf(replica: Replica, locale: string): Chrome {
  const { paths, title, timeZone } = replica.sites[locale]!;
  const home = paths.list.endsWith("/") ? paths.list : `${paths.list}/`;
  const above = (pattern: string) => pattern.slice(0, pattern.indexOf("{"));
  const words = locale === "fr" ? { archives: "archives", search: "recherche" } : { archives: "archives", search: "search" };
  const url = replica.locales.find((one) => one.locale === locale)!.url;
  return {
    siteTitle: title, timeZone, home, origin: /^https?:/.test(url) ? new URL(url).origin : "",
    tags: above(paths.tag), authors: above(paths.author), series: above(paths.series),
    archives: `${home}${words.archives}/`, search: `${home}${words.search}/`,
    feeds: { rss: paths.feed, atom: `${home}atom.xml`, json: `${home}feed.json` },
  };
}

/** Makes the pages of one language. */
class Maker {
  private readonly replica: Replica;
  private readonly chromes: Record<string, Chrome>;
  private readonly locale: string;
  private readonly info: LocaleInfo;
  private readonly chrome: Chrome;
  private readonly origins: string[];

  constructor(replica: Replica, chromes: Record<string, Chrome>, info: LocaleInfo) {
    this.replica = replica;
    this.chromes = chromes;
    this.info = info;
    this.locale = info.locale;
    this.chrome = chromes[info.locale]!;
    this.origins = [...new Set(Object.values(chromes).map((chrome) => chrome.origin))].filter(Boolean);
  }

  pages(): Page[] {
    const posts = newestFirst(this.replica, this.locale);
    const terms = this.replica.terms[this.locale]!;
    return [
      ...this.list("home", this.chrome.home, this.chrome.siteTitle, this.info.description, posts, this.same("home")),
      ...posts.map((entry) => this.post(entry)),
      ...kinds.map((kind) => this.terms(kind, terms[kind])),
      ...kinds.flatMap((kind) => terms[kind].flatMap((term) => this.term(kind, term, posts))),
      this.archives(posts),
      { ...this.base(this.chrome.search, "search", "", this.same("search")), kind: "search",
        languages: Object.entries(this.chromes).map(([locale, { home }]) => ({ locale, home })) },
    ];
  }

  /** The page that a language has of its own, in each. */
  private same(which: "home" | "archives" | "search" | Kind): Link[] {
    return this.replica.locales.map(({ locale, hreflang, xDefault }) => {
      const { origin, [which]: path } = this.chromes[locale]!;
      return { locale, hreflang, path, url: origin + path, ...(xDefault && { xDefault }) };
    });
  }

  private links(alternates: readonly Alternate[]): Link[] {
    return alternates.map(({ locale, hreflang, url, xDefault }) => ({
      locale, hreflang: hreflang ?? locale, url, path: pathOf(url), ...(xDefault && { xDefault }),
    }));
  }

  private base(path: string, title: string, description: string, alternates: Link[], hidden = false): Base {
    const others = this.same("home").filter((link) => link.locale !== this.locale);
    return {
      path, title, description, locale: this.locale, chrome: this.chrome,
      alternates: hidden ? [] : alternates,
      switch: others.map((home) => {
        const alternate = alternates.find((link) => link.locale === home.locale);
        return { ...(alternate ?? home), translated: alternate !== undefined };
      }),
    };
  }

  private list(of: "home" | Kind, path: string, title: string, lead: string, posts: Entry[], alternates: Link[]): Page[] {
    const count = Math.max(1, Math.ceil(posts.length / perPage));
    const pages = Array.from({ length: count }, (_, n) => (n === 0 ? path : `${path}page/${n + 1}/`));
    return pages.map((at, n) => ({
      // Page 2 of a list has other posts in another language: the switch leads to the list there, and no hreflang says that they are the same.
      ...this.base(at, title, lead || title, alternates, n > 0),
      kind: "list", of, lead, pages, number: n + 1,
      cards: posts.slice(n * perPage, (n + 1) * perPage).map((post) => this.shown(post)),
      borrowed: of === "home" && n === 0 ? missingIn(this.replica, this.locale).map((post) => this.shown(post)) : [],
    }));
  }

  private shown(card: Card | Entry): Shown {
    const lang = card.languages?.title ?? card.locale;
    const picture = card.thumbnail;
    return {
      path: pathOf(card.url!), title: card.title!, excerpt: card.excerpt!, date: card.date!, minutes: card.readingMinutes!,
      picture: picture?.src ? picture : null,
      ...(lang !== this.locale && { lang }),
    };
  }

  private post(entry: Entry): Page {
    const { older, newer, related } = this.replica.posts[this.locale]![entry.id]!;
    const terms = this.replica.terms[this.locale]!;
    const tag = (kind: Kind, { slug, name }: { slug: string; name: string }): Tag[] => {
      const term = terms[kind].find((one) => one.slug === slug);
      return term ? [{ name, path: pathOf(term.url) }] : [];
    };
    const cover = entry.resources.find((one) => one.role === "cover" && one.src) ?? entry.resources.find((one) => one.role === "thumbnail" && (one.width ?? 0) >= 480);
    const inBody = cover?.src && entry.body.includes(cover.src.replace(/\/[^/]*$/, "/"));
    const [series] = entry.series ? tag("series", entry.series) : [];
    return {
      ...this.base(pathOf(entry.url), entry.title, entry.seo.description, this.links(entry.alternates)),
      kind: "post",
      ...(entry.head && { head: entry.head.html }),
      entry: {
        title: entry.title, summary: entry.summary, body: this.local(entry.body), date: entry.date, minutes: entry.readingMinutes,
        updated: entry.lastmod && entry.lastmod.slice(0, 10) > entry.date.slice(0, 10) ? entry.lastmod : null,
        authors: entry.authors.flatMap((author) => tag("authors", author)), tags: entry.tags.flatMap((one) => tag("tags", one)),
        series: series && entry.series ? { ...series, place: entry.series.place } : null,
        toc: entry.toc, cover: inBody ? null : (cover ?? null),
        behind: entry.translation.state === "stale" && entry.translation.change === "substantive",
        older: older && this.shown(older), newer: newer && this.shown(newer), related: related.map((card) => this.shown(card)),
      },
    };
  }

  /** Links of the body to pages of this site, without its host: the site works wherever it is put. */
  private local(body: string): string {
    return this.origins.reduce((text, origin) => text.replaceAll(`href="${origin}/`, 'href="/'), body);
  }

  private terms(kind: Kind, terms: Term[]): Page {
    return {
      ...this.base(this.chrome[kind], kind, "", this.same(kind)),
      kind: "terms", of: kind,
      terms: terms.map(({ name, url, count, description }) => ({ name, count, description, path: pathOf(url) })),
    };
  }

  private term(kind: Kind, term: Term, posts: Entry[]): Page[] {
    const has = (entry: Entry) =>
      kind === "series" ? entry.series?.slug === term.slug : entry[kind].some((one) => one.slug === term.slug);
    const its = posts.filter(has);
    if (kind === "series") its.sort((a, b) => a.series!.place - b.series!.place);
    return this.list(kind, pathOf(term.url), term.name, term.description, its, this.links(term.alternates));
  }

  private archives(posts: Entry[]): Page {
    const day = new Intl.DateTimeFormat("en-CA", { timeZone: this.chrome.timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
    const months = new Map<string, Shown[]>();
    for (const post of posts) {
      const month = day.format(new Date(post.date)).slice(0, 7);
      (months.get(month) ?? months.set(month, []).get(month)!).push({ ...this.shown(post), picture: null, excerpt: "" });
    }
    return {
      ...this.base(this.chrome.archives, "archives", "", this.same("archives")),
      kind: "archives",
      months: [...months].map(([month, its]) => ({ year: Number(month.slice(0, 4)), month: Number(month.slice(5)), posts: its })),
    };
  }
}
