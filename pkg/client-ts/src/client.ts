import { memoryCache, type Cache } from "./cache.js";
import type { CardsWith, CardWith, Found, ListOptions, UsualCard, UsualField, UsualNeighbours } from "./cards.js";
import type { Alternate, ArchiveMonth, Card, ChangeList, Entry, LocaleInfo, RedirectRule, SuggestedSearch, Term } from "./contract.js";
import { queryOf, type Answer, type Asking, type Operation, type Options, type Query } from "./operations.js";
import { ask, sleep, type Asked, type Reach } from "./transport.js";

/** What a client is made from. */
export interface ClientOptions {
  /** The address of the server: what stands before `/content/v1`. Empty: the page's own, in a browser. */
  baseUrl: string;
  /** The language, a BCP 47 tag, of everything that is asked for without one. */
  locale?: string;
  /** `Accept-Language`: the language in which problems are explained. Default: `locale`. */
  language?: string;
  /** What sends requests. Default: the global `fetch`. */
  fetch?: typeof fetch;
  /**
   * The token of a preview link, or one with the scope `preview`: site, locales, posts and resolve then answer with
   * drafts, and nothing of that is kept. What there is no preview of is read as it is live, without the token.
   */
  preview?: string;
  /** Where answers are kept, to be asked for again by their entity tag. `false`: nowhere, the default in browsers, which do so by themselves. */
  cache?: Cache | false;
  /** How often a request is sent again where nothing answers, or 429, 502, 503 or 504. Default: 3. */
  retries?: number;
  /** Milliseconds that `Retry-After` may ask for; what asks for more is thrown at once. Default: 30,000. */
  maxWait?: number;
  /** Milliseconds for one try, the waiting that `changes` asks for apart. Default: 30,000. */
  timeout?: number;
}

/** Kinds of terms, as addresses name them. */
export type TermKind = "tags" | "authors" | "series";

/** Feeds by their file. */
export type FeedFile = "rss.xml" | "atom.xml" | "feed.json";

/** The formats of redirects that are text. */
export type RedirectFormat = Exclude<NonNullable<Options<"readRedirects">["format"]>, "json">;

/** Reads one Diptych site. Methods throw a `Problem` where the server answers with one. */
export type Client = ReturnType<typeof createClient>;

/** Returns a client of the server at `baseUrl`. */
export function createClient(options: ClientOptions) {
  const base = options.baseUrl.replace(/\/+$/, "");
  const reach: Reach = {
    fetch: options.fetch ?? ((input, init) => fetch(input, init)), // fetch wants to be called by nobody
    cache: options.cache === false ? undefined : (options.cache ?? (inBrowser() ? undefined : memoryCache())),
    language: options.language ?? options.locale,
    retries: options.retries ?? 3,
    maxWait: options.maxWait ?? 30_000,
    timeout: options.timeout ?? 30_000,
  };

  const text = (path: string, query: Query, more: Partial<Asked> = {}) =>
    ask(reach, { accept: "*/*", signal: query.signal, ...more, url: base + path + queryOf(query) });
  const json = async <O extends Operation>(path: string, query: Query, more: Partial<Asked> = {}) =>
    JSON.parse(await text(path, query, { accept: "application/json", ...more })) as Answer<O>;
  /** What delivery and preview both have. */
  const shown = <O extends Operation>(path: string, query: Query) =>
    options.preview === undefined
      ? json<O>(`/content/v1${path}`, query)
      : json<O>(`/preview/v1${path}`, query, { token: options.preview });
  /** The options with the client's own language, where they name none. */
  const local = <Q extends { locale?: string | undefined }>(query: Q): Q => ({ ...query, locale: query.locale ?? options.locale });

  /** One page of posts. */
  const page = async <Field extends keyof Card = UsualField>(query: ListOptions<Field> = {}) =>
    (await shown<"readPosts">("/posts", local(query))) as CardsWith<Field>;
  /** One answer of the change feed. */
  const changesPage = (query: Options<"readChanges"> = {}): Promise<ChangeList> =>
    json<"readChanges">("/content/v1/changes", query, { patience: 1000 * (query.wait ?? 0) });
  /** One page of results. */
  const search = async (q: string, query: Omit<Options<"searchPosts">, "q"> = {}) =>
    (await json<"searchPosts">("/content/v1/search", { ...local(query), q })) as Found;

  return {
    /** The site in a language. */
    site: (query: Options<"readSite"> = {}) => shown<"readSite">("/site", local(query)),
    /** The languages of the site. */
    locales: async (query: Asking = {}): Promise<LocaleInfo[]> => (await shown<"readLocales">("/locales", query)).items,

    page,
    /** All posts from the query's page on, one page at a time. */
    posts: async function* <Field extends keyof Card = UsualField>(query: ListOptions<Field> = {}): AsyncGenerator<CardWith<Field>, void, void> {
      for (let next: string | null | undefined = query.cursor, first = true; first || next; first = false) {
        const list: CardsWith<Field> = await page({ ...query, cursor: next ?? undefined, total: first ? query.total : undefined });
        yield* list.items;
        next = onward(next, list.next);
      }
    },
    /** A post by its id. */
    post: (id: string, query: Options<"readPost"> = {}): Promise<Entry> => shown<"readPost">(`/posts/${encodeURIComponent(id)}`, local(query)),
    /** A post by its slug in a language. An old slug is a `Problem` with its `redirect`, a post that other languages alone have one with `alternates`. */
    postBySlug: (slug: string, query: Options<"readPostBySlug"> = {}): Promise<Entry> =>
      shown<"readPostBySlug">(`/posts/by-slug/${encodeURIComponent(slug)}`, local(query)),
    /** The posts before and after a post, in a list. */
    neighbours: async (id: string, query: Options<"readNeighbours"> = {}) =>
      (await json<"readNeighbours">(`/content/v1/posts/${encodeURIComponent(id)}/neighbours`, local(query))) as UsualNeighbours,
    /** What to read after a post. */
    related: async (id: string, query: Options<"readRelated"> = {}): Promise<UsualCard[]> =>
      (await json<"readRelated">(`/content/v1/posts/${encodeURIComponent(id)}/related`, local(query))).items as UsualCard[],
    /** Months with posts, newest first. */
    archives: async (query: Options<"readArchives"> = {}): Promise<ArchiveMonth[]> =>
      (await json<"readArchives">("/content/v1/archives", local(query))).items,

    search,
    /** What a reader may be about to type. */
    suggest: async (q: string, query: Omit<Options<"suggestSearches">, "q"> = {}): Promise<SuggestedSearch[]> =>
      (await json<"suggestSearches">("/content/v1/search/suggestions", { ...local(query), q })).items,

    changesPage,
    /**
     * Walks the change feed. Without `wait` it ends when it is up to date; with it, it goes on until `signal` ends it.
     * Apply the items of an answer, then keep its `next` as the `since` of the next walk; on `reset`, throw away what was copied before.
     */
    changes: async function* (query: Options<"readChanges"> = {}): AsyncGenerator<ChangeList, void, void> {
      for (let since = query.since; ; ) {
        const began = Date.now();
        const answer = await changesPage({ ...query, since });
        if (!answer.next) throw new Error("the answer has no changes"); // something in between answered; to go on would begin a copy anew
        yield answer;
        if (answer.upToDate && !query.wait) return;
        since = answer.upToDate ? answer.next : onward(since, answer.next);
        // Something in between does not wait: do not rush it.
        if (answer.upToDate && answer.items.length === 0 && Date.now() - began < 1000) await sleep(1000, query.signal);
      }
    },

    /** Where old addresses lead, one page at a time; of all languages, unless one is named. */
    redirects: async function* (query: Omit<Options<"readRedirects">, "format"> = {}): AsyncGenerator<RedirectRule, void, void> {
      for (let next: string | null | undefined = query.cursor, first = true; first || next; first = false) {
        const list: Answer<"readRedirects"> = await json<"readRedirects">("/content/v1/redirects", { ...query, cursor: next ?? undefined });
        yield* list.items;
        next = onward(next, list.next);
      }
    },
    /** The same, written for a server or a host of static sites. */
    redirectsFile: (format: RedirectFormat, query: Omit<Options<"readRedirects">, "format" | "limit" | "cursor"> = {}) =>
      text("/content/v1/redirects", { ...query, format }),
    /** What a public address leads to; with `locale`, where a reader of that language goes. */
    resolve: (url: string, query: Omit<Options<"resolveURL">, "url"> = {}) => shown<"resolveURL">("/resolve", { ...query, url }),

    /** Tags, authors or series that live posts have, ordered by name. */
    terms: async (kind: TermKind, query: Options<"readTags"> = {}): Promise<Term[]> =>
      (await json<"readTags">(`/content/v1/${kind}`, local(query))).items,
    /** One of them by its slug in a language. An old slug is a `Problem` with its `redirect`. */
    term: (kind: TermKind, slug: string, query: Options<"readTag"> = {}): Promise<Term> =>
      json<"readTag">(`/content/v1/${kind}/${encodeURIComponent(slug)}`, local(query)),

    /** A feed, as the text of its file. */
    feed: (file: FeedFile, { locale, ...query }: Options<"readFeed"> & { locale?: string | undefined } = {}) =>
      text(`/content/v1/feeds/${encodeURIComponent(locale ?? options.locale ?? "")}/${file}`, query),
    /** The sitemap, or the index of its parts beyond 50,000 addresses. */
    sitemap: (query: Asking = {}) => text("/content/v1/sitemap.xml", query),
    /** One part of it, by the name that the index gives it. */
    sitemapPart: (part: string, query: Asking = {}) => text(`/content/v1/sitemaps/${encodeURIComponent(part)}`, query),
    /** What language models should know of the site (llmstxt.org). */
    llms: (query: Options<"readLLMs"> = {}) => text("/content/v1/llms.txt", local(query)),
    /** A post as Markdown with front matter. */
    markdown: (id: string, query: Omit<Options<"readPost">, "include"> = {}) =>
      text(`/content/v1/posts/${encodeURIComponent(id)}`, local(query), { accept: "text/markdown" }),

    /** The address of what the site serves below its own root, such as a picture's `src`. */
    address: (src: string) => (src.startsWith("/") ? base + src : src),
  };
}

/** The alternate of a post or term in a language, if it is live there. */
export function alternateIn(of: { alternates?: readonly Alternate[] }, locale: string): Alternate | undefined {
  return of.alternates?.find((alternate) => alternate.locale === locale);
}

/** The next place in a list, which is another one: to go on from the same would never end. */
function onward<T extends string | null | undefined>(from: unknown, next: T): T {
  if (next && next === from) throw new Error("the next page is the same again");
  return next;
}

/** Whether answers go through a browser's own cache. */
function inBrowser(): boolean {
  return "document" in globalThis;
}
