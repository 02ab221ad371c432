// Made from openapi/openapi.yaml by scripts/generate.mjs. Do not edit: npm run generate.

export interface paths {
    "/content/v1/site": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The site in one language */
        get: operations["readSite"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/content/v1/locales": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The languages of the site, with how much is live in each */
        get: operations["readLocales"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/content/v1/posts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Live posts, newest first
         * @description At most one of `tag`, `author` and `series` may be given, beside `available_in`, `since`, `until`, one `sort` and a
         *     cursor. `-updated` goes with none of the first four, nor with `fallback` or `locale=*`; `since` and `until` then
         *     mean the last update. `place` is the order of a series: it goes with `series` alone, without `since` and `until`. `total` is counted only where asked for, and not with `since`, `until` or a chain over
         *     two. Any other combination: 400 `list.combination`.
         *
         *     With `locale=*` there is one card for each live translation, and `limit` counts posts. `Link` names the
         *     next and the previous page.
         */
        get: operations["readPosts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/content/v1/posts/by-slug/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One live post by its slug in a language
         * @description An old slug answers 404 `post.moved` with `redirect`, which names the status and the URL to send readers to; so does another language's slug of a
         *     post that is live in this language too. A post that is live in other languages alone is 404 `post.not_translated`, whose `alternates` name them: nobody is led to another language unasked.
         *
         *     With `Accept: text/markdown` it is Markdown with front matter (YAML) instead, for language models and people who write.
         *     What Markdown could not say, or only at great length (a ragged table, lists nine deep), stays safe HTML in it.
         */
        get: operations["readPostBySlug"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/content/v1/posts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One live post by its id
         * @description A post that is live in other languages alone is 404 `post.not_translated`, whose `alternates` name them.
         *
         *     With `Accept: text/markdown` it is Markdown with front matter (YAML) instead, for language models and people who write.
         *     What Markdown could not say, or only at great length (a ragged table, lists nine deep), stays safe HTML in it.
         */
        get: operations["readPost"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/content/v1/posts/{id}/neighbours": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The posts before and after a post
         * @description `previous` is the older neighbour and `next` the newer one, of the list that the parameters describe: all posts of
         *     the language, those of one tag or one author, or with `series` those of a series, in its own order. At most one of
         *     `tag`, `author` and `series` may be given, beside `available_in`. A neighbour is null at either end of the list.
         *
         *     The post itself must be live in the language, or borrowed under `fallback`; and in the list: a post that
         *     does not have the tag, the author or the series has no neighbours there, 404 `neighbours.elsewhere`.
         */
        get: operations["readNeighbours"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/content/v1/posts/{id}/related": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What to read after a post
         * @description First the posts that its editors chose, in their order; then its neighbours in its series; then posts that
         *     share terms with it, of which rare ones weigh more, or that one of the two links to. Each is live in the reader's language, or borrowed
         *     under `fallback`; the post itself is never among them. There may be fewer than `limit`, or none.
         */
        get: operations["readRelated"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/content/v1/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a public URL of the site leads to
         * @description The URL is absolute, or a path, which is looked for in every language. A front end asks this
         *     with the address that a reader typed, and shows the entry or sends the redirect. `alternates` are the languages that
         *     what was found is live in, this one included.
         *
         *     With `locale` the reader wants that language, as by a language switch: what stands at the URL in another one is answered by a redirect (302) to
         *     its alternate, or, where it has none, by 404 `resolve.not_translated`, whose `alternates` name the languages that there are.
         */
        get: operations["resolveURL"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/content/v1/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Tags that live posts have, with counts */
        get: operations["readTags"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/content/v1/tags/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One tag by its slug in a language
         * @description An old slug answers 404 with `redirect`.
         */
        get: operations["readTag"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/content/v1/authors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Authors of live posts, with counts */
        get: operations["readAuthors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/content/v1/authors/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One author by their slug in a language
         * @description An old slug answers 404 with `redirect`.
         */
        get: operations["readAuthor"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/content/v1/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Series that live posts belong to, with counts */
        get: operations["readSeriesList"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/content/v1/series/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One series by its slug in a language
         * @description An old slug answers 404 with `redirect`.
         */
        get: operations["readSeries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/content/v1/media/{asset}/{variant}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A public file, or a picture made from it
         * @description A file is public once a live post uses it; before that it is 404, in every variant. `original` is the file as it was uploaded, but for what cameras and programs
         *     note in pictures (place, device, names), which is taken out. Of a picture there are variants in the widths, shapes and formats that `GET /content/v1/site` lists under `images`, and no
         *     others: `w640.webp` is 640 pixels wide, `w640h360.jpeg` is also cropped to 16:9. A picture is never enlarged: where a variant is wider, it has the picture's own width. Of a moving
         *     picture, variants show the first frame.
         *
         *     A crop is made around the picture's focal point, which its address names, as entries do. The right address may be kept for a year; another one, or none, is answered by a redirect to the right one (302), which
         *     may be kept for a minute. Ranges are served (RFC 9110 §14). What could run in a browser is sent as an attachment; everything comes with `nosniff` and a closed content security policy.
         *     While many variants are being made it may be 503 `media.busy`, with `Retry-After`. A file whose bytes are lost is 404 `media.gone`.
         */
        get: operations["readMedia"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/content/v1/archives": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many posts there are of each month
         * @description Months of the site's time zone that have live posts, newest first. `since` and `until` are the first and the last
         *     day of the month, ready for `GET /content/v1/posts`. At most one of `tag`, `author` and `series` may be given.
         *
         *     After an upgrade that renders all posts again it is 503 `list.unsettled`, with `Retry-After`, until every post has its month: never a part of the truth.
         */
        get: operations["readArchives"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/content/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Live posts that contain words
         * @description Words are found in every form that the language gives them, and without regard to case, accents, ligatures, elisions and
         *     hyphens: `tide-table` finds “tide tables”, side by side; all of them must be there. “Quotation marks” ask for a phrase, in that order; `-word` and `-"a phrase"` leave out what has them; the last
         *     word may be unfinished. A word in the title weighs more than one in headings, and that more than one in the text; a new post counts a little more
         *     than an old one. There is no other syntax: any sign is safe.
         *
         *     Where nothing is found, the nearest words that published posts have are tried instead, and `query.corrected` says so: `query.used` is
         *     what was searched. Where that does not help either, posts with some of the words are found: then `query.partial` is true, and `query.missing` has the
         *     words that none of them has. Of a long query the first eight words and phrases count: those of `query.terms`. Two hundred results can be looked at.
         *     `title` and `snippet` are HTML that is safe to show, with what was found inside `<mark>`; what is borrowed from another language stands inside `<span lang="en">`.
         *
         *     At most one of `tag`, `author` and `series` may be given, beside `since` and `until`. Words of every kind cost a bounded time; where so many posts
         *     match that counting them all would not be, `total` is a lower bound and `totalIsExact` is false. It is false too where time ran out: what was found until
         *     then is shown. If that is nothing, the answer is 503 `search.too_slow` with `Retry-After`, and never that there is nothing.
         */
        get: operations["searchPosts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/content/v1/search/suggestions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a reader may be about to type
         * @description Titles of live posts and names of terms in the language, with a word that begins as the last one of `q` does and with its other words.
         *     Each leads to its own page. Titles are suggested from two letters of the last word on, names from one.
         */
        get: operations["suggestSearches"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/content/v1/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What readers see differently, since a token
         * @description For static sites, search engines and replicas: without `since` the walk begins with a full copy of all that is live, then goes on with each change; apply
         *     the items in order, keep `next`, and send it as `since`. `next` is always there; while `upToDate` is false there is more at once. Nothing is
         *     left out, whoever writes meanwhile, and a token is good for ever: what changed twice comes once, as it is now. A token of another
         *     data set, as after a restore from a backup, is answered by a full copy from the start, which `reset` says: throw the replica away first.
         *
         *     `upsert` says that readers see something new or different at `locale`; `delete` that it is gone, with `redirect` where readers are led elsewhere. `cause` says
         *     why, and `by` which other post, term or file it came from, so that a static site rebuilds exactly what changed. Items are of `kind` `post`, `term`
         *     (with `termKind`) or `site` (settings; `locale` null if of all languages).
         *
         *     An entry says nothing of the posts beside it, so a post is not named when another one comes to stand beside it. A page that shows neighbours or related posts asks
         *     `/posts/{id}/neighbours` and `/posts/{id}/related` again after each `upsert` or `delete` of a post: of the posts next to it by date, and of those that share a term or a link with it; or,
         *     simply, of every page that shows them. Their `ETag` makes that cheap: what is the same is 304.
         *
         *     With `wait` an answer without items is held back until something changes, or so many seconds have passed. With `Accept: text/event-stream` the
         *     changes come as server-sent events: `event: changes`, `data` an object as below, `id` its token, which browsers send again as `Last-Event-ID`.
         *
         *     2,000 clients may wait at once; beyond that an answer with `wait` is 503 `changes.crowded`. While more than half of these places are taken, one address
         *     (of IPv6: a network of 64 bits) waits in 200 at most, beyond which it is 429 `changes.share`. Both say `Retry-After`, and the same request without `wait` is
         *     answered. A stream of events that has no place gives what there is, then ends with a longer `retry`: browsers come back by themselves.
         */
        get: operations["readChanges"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/content/v1/redirects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where the old addresses of the site lead
         * @description Every address that a live post or term had and has no longer, aliases that its editors gave it included, with the one it has now. Chains are collapsed;
         *     no address redirects to itself, and none at which something stands today is among them. An address holds with and without a final slash, which it is
         *     shown without.
         *
         *     `json` comes in pages. The other formats are plain text for the server or host of a static site, whole, up to 100,000 addresses, and hold the addresses
         *     at the host of the language: a site whose languages have hosts of their own asks for one language. `netlify` also suits Cloudflare Pages; `nginx` and
         *     `caddy` are files to be included in the block of the server, `apache` in its configuration or as `.htaccess`; `hugo` is JSON, aliases by path,
         *     from the root of the host: Hugo puts the folder of a language before aliases that begin with a slash, so such a site gives them as seen from the page (`../../fr/old`).
         */
        get: operations["readRedirects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/content/v1/feeds/{locale}/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A feed of the newest posts, as RSS, Atom or JSON
         * @description RSS 2.0, Atom 1.0 (RFC 4287) or JSON Feed 1.1 of the posts that are live in the language, newest first; borrowed ones are never in it. At most one of
         *     `tag`, `author` and `series` may be given. Without `archive` it is the newest 20 posts; older ones are in archive pages (RFC 5005; of JSON Feed `next_url`) that
         *     the feed links to, numbered from the oldest on. Each holds up to 20 posts of one month, so that what comes later changes none of them.
         *
         *     Posts keep one id in all formats, whatever becomes of their titles and addresses: the URN of a UUID made of the post's and the language's tag. Where the language
         *     has a base URL, every address is absolute, in the texts too; without one they are as in `body`. The path pattern `feed` of the language is taken for the public
         *     address of its feed: of the Atom one where the file's name holds "atom", of the JSON one where it holds "json", else of the RSS one. Other feeds, and archives, are
         *     named by their address here, behind the media base URL, else the base URL of the language.
         */
        get: operations["readFeed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/content/v1/sitemap.xml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The sitemap for search engines
         * @description Every page that search engines should keep, with its true alternates in both directions and `x-default`, when it changed, and its thumbnail and cover; what is
         *     `noindex` or has another canonical address is left out, and so is what is only borrowed. Beside the posts there are the list of each language and the pages of terms that
         *     have live posts. Beyond 50,000 URLs it is an index of parts, each of one month and language and of at most 10,000 URLs, so that a change touches few. Languages without a base URL are left
         *     out, since a sitemap holds absolute URLs alone; if none has one, the answer is 404 `sitemap.base_url`.
         */
        get: operations["readSitemap"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/content/v1/sitemaps/{part}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One part of a sitemap beyond 50,000 URLs */
        get: operations["readSitemapPart"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/content/v1/llms.txt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What language models should know of the site
         * @description In the form of llmstxt.org, in the language: the title and the description of the site and how to have any post as Markdown, then the newest 50 posts, the series and topics with most posts, and the
         *     other languages, each with its public address.
         */
        get: operations["readLLMs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/content/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document, as JSON */
        get: operations["readContract"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/preview/v1/site": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The site in one language, as delivery shows it */
        get: operations["previewSite"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/preview/v1/locales": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The languages of the site, as delivery shows them */
        get: operations["previewLocales"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/preview/v1/posts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The posts that the token can see, as they would be
         * @description With a preview link its one post; with an API token those that its roles may read, the latest date first: that of the newest revision, else when the post was made.
         */
        get: operations["previewPosts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/preview/v1/posts/by-slug/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One post by the slug of its newest state */
        get: operations["previewPostBySlug"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/preview/v1/posts/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One post by its id */
        get: operations["previewPost"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/preview/v1/resolve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a URL of the site leads to, once the newest states are live */
        get: operations["previewResolve"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/preview/v1/media/{asset}/{variant}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The id of the file, the SHA-256 of its bytes in lower-case hexadecimal.
                 * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
                 */
                asset: components["parameters"]["AssetID"];
                /**
                 * @description Which of the file's variants; `original` for the file itself.
                 * @example original
                 */
                variant: components["parameters"]["Variant"];
            };
            cookie?: never;
        };
        /**
         * A file that a preview shows, or a picture made from it
         * @description The URL is signed and expires within two hours; it needs no token, so that pages can show it. It stops working with the link or the token that it was made under, and when the post no longer shows the file. The variants are those of `GET /content/v1/media/{asset}/{variant}`. Ranges are served (RFC 9110 §14).
         *     It stands behind `mediaBaseURL` as public files do: a host that passes those on to Diptych has to pass on `/preview/v1/media/` too.
         */
        get: operations["previewMedia"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description A language, as a BCP 47 tag.
         * @example fr
         */
        Tag: string;
        /**
         * @description A UUIDv7 (RFC 9562 §5.7).
         * @example 0197a3c1-7f2e-7c10-8a55-3d9b1f4e6a01
         */
        ID: string;
        /** @description What went wrong (RFC 9457). Programs switch on `code`, people read `title` and `detail`. */
        Problem: {
            /** @description Always `about:blank`; `code` tells problems apart. */
            type: string;
            status: number;
            /** @description Stable name of the problem. */
            code: string;
            /** @description What happened, in the caller's language. */
            title: string;
            /** @description What to do about it, in the caller's language. */
            detail?: string;
            /** @description Each wrong input. */
            errors?: components["schemas"]["ProblemField"][];
            redirect?: components["schemas"]["Redirect"];
            /** @description Everything that stands in the way of a publication. */
            blockers?: components["schemas"]["Blocker"][];
            /** @description The current entity tag, of what is stale. */
            etag?: string;
            /** @description The query parameters that cannot be combined. */
            parameters?: string[];
            /** @description The id of the post that absorbed this one. */
            mergedInto?: string;
            /** @description The languages that there are, of what is not there in the one that was asked for. */
            alternates?: components["schemas"]["Alternate"][];
            current?: components["schemas"]["RevisionState"];
            /** @description The segments that are no longer there, with the texts that were sent for them. */
            segments?: {
                id: string;
                text: string;
            }[];
            /** @description What still uses a file, as far as the caller may read. */
            uses?: components["schemas"]["AssetUse"][];
            /**
             * Format: int64
             * @description How many bytes of a quota are used.
             */
            used?: number;
            /**
             * Format: int64
             * @description How many bytes there may be.
             */
            quota?: number;
        };
        ProblemField: {
            /** @description Where it stands: a JSON pointer (RFC 6901) into the body, or `?name` for a query parameter. */
            pointer: string;
            code: string;
            detail: string;
        };
        /** @description Where something went. */
        Redirect: {
            /** @enum {integer} */
            status: 301 | 302 | 307 | 308;
            url: string;
            locale?: components["schemas"]["Tag"];
            slug?: string;
            id?: string;
        };
        /** @description One reason why a publication is refused. */
        Blocker: {
            /** @description Id of the post that it is about, where a command is about several. */
            post?: string;
            /**
             * @description translation: of the texts themselves, whatever the rule about languages.
             * @enum {string}
             */
            rule: "completeness" | "together" | "source_first" | "translation";
            locale: components["schemas"]["Tag"];
            /** @description Empty where it is about the whole translation. */
            field: string;
            code: string;
            /** @description How many of them, where that says more; 0 otherwise. */
            count: number;
            /** @description In the caller's language. */
            detail: string;
        };
        Site: {
            locale: components["schemas"]["Tag"];
            title: string;
            description: string;
            /** @description An IANA name. */
            timeZone: string;
            /** @description The language for readers of none of them; empty if there is none. */
            xDefault: string;
            paths: components["schemas"]["PublicPaths"];
            locales: components["schemas"]["LocaleInfo"][];
            images: components["schemas"]["Images"];
            /**
             * @deprecated
             * @description The same as `images.widths`.
             */
            imageWidths: number[];
            params: {
                [key: string]: unknown;
            };
        };
        /** @description The variants that pictures can be had in, at `/content/v1/media/{asset}/w{width}.{format}`, or cropped at `…/w{width}h{height}.{format}` where the height, rounded, follows from one of the shapes. */
        Images: {
            /** @description In pixels, ascending. */
            widths: number[];
            /**
             * @description Shapes, width by height.
             * @example [
             *       "16:9",
             *       "1:1"
             *     ]
             */
            ratios: string[];
            formats: ("webp" | "jpeg" | "png")[];
            /** @description How wide pages show a picture, as the attribute `sizes` of HTML says it. */
            sizes: string;
        };
        /** @description The patterns of public paths, with `{slug}`, `{id}`, `{year}`, `{month}`, `{day}`. */
        PublicPaths: {
            post: string;
            tag: string;
            author: string;
            series: string;
            list: string;
            feed: string;
        };
        LocaleInfo: {
            locale: components["schemas"]["Tag"];
            hreflang: string;
            title: string;
            description: string;
            /** @description Of its list of posts. */
            url: string;
            /** @description The languages that it borrows from, best first. */
            fallback: components["schemas"]["Tag"][];
            /** @description Live posts. */
            count: number;
            xDefault?: boolean;
            params: {
                [key: string]: unknown;
            };
        };
        LocaleList: {
            items: components["schemas"]["LocaleInfo"][];
        };
        /** @description A live translation as readers get it. */
        Entry: {
            id: components["schemas"]["ID"];
            locale: components["schemas"]["Tag"];
            /** @description Its public address; root-relative where the site has no base URL. */
            url: string;
            slug: string;
            title: string;
            /** @description As its editors wrote it; may be empty. */
            summary: string;
            /** @description The summary, else the first 200 characters of the sentences of the text, cut at a word: without its headings, tables, code, captions, footnotes and struck words. */
            excerpt: string;
            /** @description Sanitized HTML. */
            body: string;
            /** Format: date-time */
            date: string;
            /**
             * Format: date-time
             * @description When it changed, as its editors say. Heads, feeds and sitemaps tell it, else `updatedAt`, as the time of the last change; never one before `date`.
             */
            lastmod: string | null;
            /**
             * Format: date-time
             * @description When it first went live.
             */
            publishedAt: string;
            /**
             * Format: date-time
             * @description When what readers see was last published; of what an import brought live, its date, until something else is published.
             */
            updatedAt: string;
            authors: components["schemas"]["TermRef"][];
            tags: components["schemas"]["TermRef"][];
            series: components["schemas"]["SeriesRef"];
            wordCount: number;
            readingMinutes: number;
            toc: components["schemas"]["Heading"][];
            thumbnail: components["schemas"]["Picture"];
            resources: components["schemas"]["Resource"][];
            params: {
                [key: string]: unknown;
            };
            seo: components["schemas"]["SEO"];
            /** @description Every live language of the post, this one included. */
            alternates: components["schemas"]["Alternate"][];
            languages: components["schemas"]["Languages"];
            translation: components["schemas"]["TranslationState"];
            head?: components["schemas"]["Head"];
        };
        /**
         * @description An entry without its body and table of contents; with `fields`, only the members asked for. A member that is
         *     there may be null where it says so.
         */
        Card: {
            id: components["schemas"]["ID"];
            locale: components["schemas"]["Tag"];
            /** @description Its public address; root-relative where the site has no base URL. */
            url?: string;
            slug?: string;
            title?: string;
            /** @description As its editors wrote it; may be empty. */
            summary?: string;
            /** @description The summary, else the first 200 characters of the sentences of the text, cut at a word: without its headings, tables, code, captions, footnotes and struck words. */
            excerpt?: string;
            /** @description Sanitized HTML. */
            body?: string;
            /** Format: date-time */
            date?: string;
            /**
             * Format: date-time
             * @description When it changed, as its editors say. Heads, feeds and sitemaps tell it, else `updatedAt`, as the time of the last change; never one before `date`.
             */
            lastmod?: string | null;
            /**
             * Format: date-time
             * @description When it first went live.
             */
            publishedAt?: string;
            /**
             * Format: date-time
             * @description When what readers see was last published; of what an import brought live, its date, until something else is published.
             */
            updatedAt?: string;
            authors?: components["schemas"]["TermRef"][];
            tags?: components["schemas"]["TermRef"][];
            series?: components["schemas"]["SeriesRef"];
            wordCount?: number;
            readingMinutes?: number;
            toc?: components["schemas"]["Heading"][];
            thumbnail?: components["schemas"]["Picture"];
            resources?: components["schemas"]["Resource"][];
            params?: {
                [key: string]: unknown;
            };
            seo?: components["schemas"]["SEO"];
            /** @description Every live language of the post, this one included. */
            alternates?: components["schemas"]["Alternate"][];
            languages?: components["schemas"]["Languages"];
            translation?: components["schemas"]["TranslationState"];
            head?: components["schemas"]["Head"];
        };
        /**
         * @description What belongs into the head of the page of an entry, for search engines and link previews: as data, and as HTML that is ready to be put
         *     there. A borrowed entry has its own language and `canonical` leads to the original; its page is no language version. Language versions are those that
         *     search engines may keep; a page that they may not keep names none. Of drafts robots are told to keep nothing. On a site without base URL, what has to be
         *     an absolute URL (`og:url`, `@id`) is left out, and `canonical` and the alternates are root-relative.
         */
        Head: {
            /** @description Of the entry, as its editors want search engines to show it. */
            title: string;
            /** @description The same with the title of the site behind it, as `html` has it. */
            pageTitle: string;
            /** @description Description, robots, Open Graph and the like; each has a `name` or a `property`. */
            meta: {
                name?: string;
                property?: string;
                content: string;
            }[];
            /** @description The canonical address, the alternates as hreflang means them, this language and x-default included, and the feed. */
            links: {
                /** @enum {string} */
                rel: "canonical" | "alternate";
                href: string;
                hreflang?: string;
                /** @description A media type, such as that of a feed. */
                type?: string;
                title?: string;
            }[];
            /** @description A `BlogPosting` of schema.org, with `inLanguage`, and `translationOfWork` or `workTranslation`. Who puts it into a `script` escapes `<` in it; `html` is. */
            jsonLd: {
                [key: string]: unknown;
            };
            /** @description All of it as elements, `title` first. */
            html: string;
        };
        TermRef: {
            slug: string;
            name: string;
        };
        SeriesRef: {
            slug: string;
            name: string;
            /** @description Where in the series the post stands. */
            place: number;
        } | null;
        Heading: {
            /** @description Of the element in the body. */
            id: string;
            level: number;
            text: string;
        };
        /** @description What is not known of it is null. */
        Picture: {
            src: string;
            alt: string;
            title: string;
            caption: string;
            /** @description Who made it, as it is to be shown. */
            credit: string;
            /** @description Its media type, where it is an uploaded file. */
            type: string | null;
            /** @description In pixels. */
            width: number | null;
            height: number | null;
            /** @description Variants of it, as the attribute `srcset` of HTML takes them. */
            srcset: string | null;
            /** @description What belongs beside it in the attribute `sizes`. */
            sizes: string | null;
            /** @description A BlurHash: a hint of the picture, to be drawn until it is there. */
            placeholder: string | null;
            /** @description The one that it has most of, as `#rrggbb`. */
            colour: string | null;
            /**
             * @description Its focal point, as `object-position` of CSS takes it.
             * @example 50% 30%
             */
            focus: string | null;
            /** @description It moves. Then `src` is all of it, and there are no variants. */
            animated: boolean;
        } | null;
        /** @description A named file of the post. What is not known of it is null. */
        Resource: {
            name: string;
            /**
             * @description What it is to the post. A gallery stands in the order of the list.
             * @enum {string}
             */
            role: "thumbnail" | "cover" | "gallery" | "attachment";
            /** @description Null where the resource is empty. */
            src: string | null;
            /** Format: int64 */
            bytes: number | null;
            alt: string;
            title: string;
            caption: string;
            /** @description Who made it, as it is to be shown. */
            credit: string;
            /** @description Its media type, where it is an uploaded file. */
            type: string | null;
            /** @description In pixels. */
            width: number | null;
            height: number | null;
            /** @description Variants of it, as the attribute `srcset` of HTML takes them. */
            srcset: string | null;
            /** @description What belongs beside it in the attribute `sizes`. */
            sizes: string | null;
            /** @description A BlurHash: a hint of the picture, to be drawn until it is there. */
            placeholder: string | null;
            /** @description The one that it has most of, as `#rrggbb`. */
            colour: string | null;
            /**
             * @description Its focal point, as `object-position` of CSS takes it.
             * @example 50% 30%
             */
            focus: string | null;
            /** @description It moves. Then `src` is all of it, and there are no variants. */
            animated: boolean;
            params: {
                [key: string]: unknown;
            };
        };
        /** @description What search engines are told, filled up from the entry where its editors said nothing. */
        SEO: {
            title: string;
            description: string;
            image: string | null;
            canonical: string;
            noindex: boolean;
        };
        Alternate: {
            locale: components["schemas"]["Tag"];
            slug: string;
            url: string;
            /** @description What hreflang calls the language, where the locale's settings name it otherwise. */
            hreflang?: string;
            /** @description For readers of none of the languages. */
            xDefault?: boolean;
            /** @description Search engines are not to keep this page: it says so, or names another URL as its canonical one. It is here for readers who switch, and stands in no `hreflang`. */
            noindex?: boolean;
        };
        /** @description The language of each text. */
        Languages: {
            title: components["schemas"]["Tag"];
            summary: components["schemas"]["Tag"];
            body: components["schemas"]["Tag"];
        };
        /** @description How it stands to its live source. */
        TranslationState: {
            sourceLocale: components["schemas"]["Tag"];
            /** @enum {string} */
            state: "current" | "stale";
            /** @description While it is stale: saves of the source since the one that it stands beside. */
            behindRevisions: number;
            /**
             * @description While it is stale: whether the source says something else, or the same in another form.
             * @enum {string|null}
             */
            change: null | "minor" | "substantive";
            /** @description How many segments of the text are out of date. */
            staleSegments: number;
            /** @description How many segments no person wrote, by where their words came from. */
            origins: {
                [key: string]: number;
            };
        };
        CardList: {
            items: components["schemas"]["Card"][];
            /** @description Cursor of the page before. */
            previous: string | null;
            /** @description Cursor of the page after. */
            next: string | null;
            /** @description Only where it was asked for. */
            total?: number;
        };
        /** @description The posts on either side of one, in a list. */
        Neighbours: {
            previous: components["schemas"]["NullableCard"];
            next: components["schemas"]["NullableCard"];
        };
        /** @description A card, or null where there is none. */
        NullableCard: components["schemas"]["Card"] | null;
        RelatedList: {
            items: components["schemas"]["Card"][];
        };
        ArchiveList: {
            items: components["schemas"]["ArchiveMonth"][];
        };
        /** @description A month of the site's time zone. */
        ArchiveMonth: {
            year: number;
            month: number;
            /** @description Live posts dated in it. */
            count: number;
            /** @description Its first day, for `since` of a list. */
            since: string;
            /** @description Its last day, for `until` of a list. */
            until: string;
        };
        SearchResults: {
            items: components["schemas"]["SearchResult"][];
            /** @description Cursor of the page before. */
            previous: string | null;
            /** @description Cursor of the page after. */
            next: string | null;
            query: components["schemas"]["SearchQuery"];
            /** @description How many posts match; at least so many unless `totalIsExact`. */
            total: number;
            totalIsExact: boolean;
        };
        SearchResult: {
            post: components["schemas"]["Card"];
            /** @description HTML, safe to show: the title, with what was found inside `<mark>`; of a borrowed post, inside `<span lang>`. */
            title: string;
            /** @description HTML, safe to show: the part of the text around what was found, inside `<mark>`; of a borrowed post, inside `<span lang>`. */
            snippet: string;
        };
        /** @description How what was asked was understood. */
        SearchQuery: {
            /** @description As it came. */
            asked: string;
            /** @description What was searched. */
            used: string;
            /** @description Whether `used` has other words than `asked`, because nothing had those. */
            corrected: boolean;
            /** @description The words and phrases of `used`. */
            terms: string[];
            /** @description Whether no post has all of `terms`, and what was found has some of them. */
            partial: boolean;
            /** @description Those of `terms` that nothing of what was found has: they were left out. Always empty unless `partial`. */
            missing: string[];
        };
        SuggestedSearches: {
            items: components["schemas"]["SuggestedSearch"][];
        };
        SuggestedSearch: {
            /** @description A title or a name; plain text. */
            text: string;
            /** @enum {string} */
            kind: "post" | "tag" | "author" | "series";
            /** @description Its public address. */
            url: string;
            /** @description Live posts that have it; 1 of a post. */
            count: number;
        };
        ChangeList: {
            items: components["schemas"]["Change"][];
            /** @description The token to send as `since`; always there. */
            next: string;
            /** @description Whether this is all there is now. */
            upToDate: boolean;
            /** @description The token belongs to another data set: this answer begins a full copy, and what was copied before is to be thrown away. */
            reset?: boolean;
        };
        /** @description One thing that readers see differently, as it is now. */
        Change: {
            /** @enum {string} */
            kind: "post" | "term" | "site";
            /**
             * @description Of a term.
             * @enum {string}
             */
            termKind?: "tag" | "author" | "series";
            /** @enum {string} */
            op: "upsert" | "delete";
            /** @description Of the post or the term; `site` for the settings. */
            id: string;
            /** @description The language in which it changed; null where it is all of them. */
            locale: string | null;
            /**
             * @description content: its own text went live, moved or went away; alternate: another language of the post came, moved or went; translation: how it stands to its
             *     source; shared: what all languages have in common; link_target: a post that it links to came, moved or went; term: a term that it shows; asset: the texts of a
             *     file that it shows; settings: those of the site.
             * @enum {string}
             */
            cause: "content" | "alternate" | "translation" | "shared" | "link_target" | "term" | "asset" | "settings";
            /** @description Id of the post, the term or the file that it came from, where it is another than `id`. */
            by?: string;
            redirect?: components["schemas"]["Redirect"];
            entry?: components["schemas"]["Entry"];
            term?: components["schemas"]["Term"];
        };
        RedirectList: {
            items: components["schemas"]["RedirectRule"][];
            /** @description The cursor of the next page; null on the last. */
            next: string | null;
        };
        RedirectRule: {
            /** @description The old address: absolute, or root-relative where the site has no base URL. */
            from: string;
            /** @description The address of today. */
            to: string;
            /** @enum {integer} */
            status: 301 | 302 | 307 | 308;
            locale: components["schemas"]["Tag"];
        };
        Resolution: {
            /** @enum {string} */
            match: "entry" | "term" | "page" | "redirect";
            entry?: components["schemas"]["Entry"];
            term?: components["schemas"]["Term"];
            /** @description A page that each language has, the list of its posts or its feed. */
            page?: {
                /** @enum {string} */
                kind: "list" | "feed";
                locale: components["schemas"]["Tag"];
                url: string;
                /** @description Of the site in the language. */
                title: string;
            };
            redirect?: components["schemas"]["Redirect"];
            /** @description The languages that what was found is live in, this one included; of a redirect, those of what it leads to. */
            alternates?: components["schemas"]["Alternate"][];
        };
        /** @description A tag, an author or a series in one language. */
        Term: {
            id: components["schemas"]["ID"];
            /** @enum {string} */
            kind: "tag" | "author" | "series";
            locale: components["schemas"]["Tag"];
            name: string;
            slug: string;
            url: string;
            /** @description HTML, safe to show. Of an author the biography. */
            description: string;
            role?: string;
            /** @description A URL. */
            avatar?: string;
            links?: string[];
            /** @description Live posts in the language. */
            count: number;
            alternates: components["schemas"]["Alternate"][];
        };
        TermList: {
            items: components["schemas"]["Term"][];
        };
        /** @description A part of a post that names a file, or an author whose picture it is. */
        AssetUse: {
            /** @description null: an author. */
            post: string | null;
            /** @description null: a post. */
            author: string | null;
            /** @description null: the shared part, or an author. */
            locale: string | null;
            /** @description Of the text as it was saved last; an author’s name. Empty where the caller may not read it. */
            title: string;
            live: boolean;
            /**
             * @description `live`: readers see it there; `newest`: whoever edits sees it there; `older`: an older revision that is kept names it; `trash`: a post in the trash does.
             * @enum {string}
             */
            state: "live" | "newest" | "older" | "trash";
        };
        /** @description What is there now, of what a write found stale. */
        RevisionState: {
            etag: string;
            /** @description Newest revision. */
            head: number;
            /** @description Id of who saved it. */
            savedBy: string;
            savedByName: string;
            /** Format: date-time */
            savedAt: string;
            /** @description JSON pointers to what differs from the version that the caller has seen; empty where that is not known. */
            changed: string[];
        };
    };
    responses: {
        /** @description What `If-None-Match` names is still right. */
        NotModified: {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
        /** @description The request cannot be read, or asks for what cannot be combined. */
        BadRequest: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description We do not know who is asking. */
        Unauthenticated: {
            headers: {
                /**
                 * @description How to say who asks.
                 * @example Bearer realm="diptych"
                 */
                "WWW-Authenticate": string;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Who asks may not. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such thing, or none that the caller may see. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such thing here; `redirect` says where it went, if it did, and `alternates` which languages a post has that is not in this one. */
        NotFoundOrMoved: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Too often, or too many at once; `Retry-After` says how long to wait. */
        Throttled: {
            headers: {
                "Retry-After": components["headers"]["RetryAfter"];
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Anything else that went wrong. */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /**
         * @description The language, a BCP 47 tag. Without it `Accept-Language` decides, and the answer says so in `Vary`.
         * @example fr
         */
        Locale: components["schemas"]["Tag"];
        /**
         * @description The language, a BCP 47 tag, or `*` for every one. Without it `Accept-Language` decides, and the answer says so in `Vary`.
         * @example fr
         */
        LocaleOrAll: string;
        /**
         * @description What to show where nothing is live in the language: nothing (`none`, the default), the first language of the
         *     site's chain that is (`chain`), or one language by its tag. Whole entries are borrowed, and `languages` says so.
         * @example chain
         */
        Fallback: string;
        /**
         * @description How many items; 20 by default.
         * @example 20
         */
        Limit: number;
        /** @description `next` or `previous` of another page of the same list. */
        Cursor: string;
        /**
         * @description Slug of a tag in the locale.
         * @example jardinage
         */
        FilterTag: string;
        /**
         * @description Slug of an author in the locale.
         * @example maude-tremblay
         */
        FilterAuthor: string;
        /**
         * @description Slug of a series in the locale.
         * @example la-ville-verte
         */
        FilterSeries: string;
        /** @description Only posts that are live in this language too. */
        AvailableIn: components["schemas"]["Tag"];
        /**
         * @description Only posts dated at this instant or later. A bare day is one of the site's time zone and counts itself.
         * @example 2026-01-01T00:00:00Z
         */
        Since: string;
        /**
         * @description Only posts dated at this instant or earlier. A bare day counts itself.
         * @example 2026-12-31
         */
        Until: string;
        /** @description `head` adds what belongs into the head of the post's page, ready to be put there. */
        IncludeHead: "head";
        /**
         * @description The slug in the language.
         * @example un-jardin-sur-le-toit
         */
        Slug: string;
        /**
         * @description The id of a post.
         * @example 0197a3c1-7f2e-7c10-8a55-3d9b1f4e6a01
         */
        PostID: string;
        /**
         * @description The id of the file, the SHA-256 of its bytes in lower-case hexadecimal.
         * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
         */
        AssetID: string;
        /**
         * @description The language of the translation, a BCP 47 tag.
         * @example fr
         */
        PathLocale: string;
        /**
         * @description Which of the file's variants; `original` for the file itself.
         * @example original
         */
        Variant: string;
        /**
         * @description Of a crop, the focal point in percent of width and height, as entries name it.
         * @example 50-30
         */
        Focus: string;
    };
    requestBodies: never;
    headers: {
        /**
         * @description How many seconds to wait.
         * @example 30
         */
        RetryAfter: string;
    };
    pathItems: never;
}
export type Tag = components['schemas']['Tag'];
export type Id = components['schemas']['ID'];
export type Problem = components['schemas']['Problem'];
export type ProblemField = components['schemas']['ProblemField'];
export type Redirect = components['schemas']['Redirect'];
export type Blocker = components['schemas']['Blocker'];
export type Site = components['schemas']['Site'];
export type Images = components['schemas']['Images'];
export type PublicPaths = components['schemas']['PublicPaths'];
export type LocaleInfo = components['schemas']['LocaleInfo'];
export type LocaleList = components['schemas']['LocaleList'];
export type Entry = components['schemas']['Entry'];
export type Card = components['schemas']['Card'];
export type Head = components['schemas']['Head'];
export type TermRef = components['schemas']['TermRef'];
export type SeriesRef = components['schemas']['SeriesRef'];
export type Heading = components['schemas']['Heading'];
export type Picture = components['schemas']['Picture'];
export type Resource = components['schemas']['Resource'];
export type Seo = components['schemas']['SEO'];
export type Alternate = components['schemas']['Alternate'];
export type Languages = components['schemas']['Languages'];
export type TranslationState = components['schemas']['TranslationState'];
export type CardList = components['schemas']['CardList'];
export type Neighbours = components['schemas']['Neighbours'];
export type NullableCard = components['schemas']['NullableCard'];
export type RelatedList = components['schemas']['RelatedList'];
export type ArchiveList = components['schemas']['ArchiveList'];
export type ArchiveMonth = components['schemas']['ArchiveMonth'];
export type SearchResults = components['schemas']['SearchResults'];
export type SearchResult = components['schemas']['SearchResult'];
export type SearchQuery = components['schemas']['SearchQuery'];
export type SuggestedSearches = components['schemas']['SuggestedSearches'];
export type SuggestedSearch = components['schemas']['SuggestedSearch'];
export type ChangeList = components['schemas']['ChangeList'];
export type Change = components['schemas']['Change'];
export type RedirectList = components['schemas']['RedirectList'];
export type RedirectRule = components['schemas']['RedirectRule'];
export type Resolution = components['schemas']['Resolution'];
export type Term = components['schemas']['Term'];
export type TermList = components['schemas']['TermList'];
export type AssetUse = components['schemas']['AssetUse'];
export type RevisionState = components['schemas']['RevisionState'];
export type ResponseNotModified = components['responses']['NotModified'];
export type ResponseBadRequest = components['responses']['BadRequest'];
export type ResponseUnauthenticated = components['responses']['Unauthenticated'];
export type ResponseForbidden = components['responses']['Forbidden'];
export type ResponseNotFound = components['responses']['NotFound'];
export type ResponseNotFoundOrMoved = components['responses']['NotFoundOrMoved'];
export type ResponseThrottled = components['responses']['Throttled'];
export type ResponseProblem = components['responses']['Problem'];
export type ParameterLocale = components['parameters']['Locale'];
export type ParameterLocaleOrAll = components['parameters']['LocaleOrAll'];
export type ParameterFallback = components['parameters']['Fallback'];
export type ParameterLimit = components['parameters']['Limit'];
export type ParameterCursor = components['parameters']['Cursor'];
export type ParameterFilterTag = components['parameters']['FilterTag'];
export type ParameterFilterAuthor = components['parameters']['FilterAuthor'];
export type ParameterFilterSeries = components['parameters']['FilterSeries'];
export type ParameterAvailableIn = components['parameters']['AvailableIn'];
export type ParameterSince = components['parameters']['Since'];
export type ParameterUntil = components['parameters']['Until'];
export type ParameterIncludeHead = components['parameters']['IncludeHead'];
export type ParameterSlug = components['parameters']['Slug'];
export type ParameterPostId = components['parameters']['PostID'];
export type ParameterAssetId = components['parameters']['AssetID'];
export type ParameterPathLocale = components['parameters']['PathLocale'];
export type ParameterVariant = components['parameters']['Variant'];
export type ParameterFocus = components['parameters']['Focus'];
export type HeaderRetryAfter = components['headers']['RetryAfter'];
export type $defs = Record<string, never>;
export interface operations {
    readSite: {
        parameters: {
            query?: {
                /**
                 * @description The language, a BCP 47 tag. Without it `Accept-Language` decides, and the answer says so in `Vary`.
                 * @example fr
                 */
                locale?: components["parameters"]["Locale"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The site. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Site"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    readLocales: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The languages, ordered by tag. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LocaleList"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            default: components["responses"]["Problem"];
        };
    };
    readPosts: {
        parameters: {
            query?: {
                /**
                 * @description The language, a BCP 47 tag, or `*` for every one. Without it `Accept-Language` decides, and the answer says so in `Vary`.
                 * @example fr
                 */
                locale?: components["parameters"]["LocaleOrAll"];
                /**
                 * @description What to show where nothing is live in the language: nothing (`none`, the default), the first language of the
                 *     site's chain that is (`chain`), or one language by its tag. Whole entries are borrowed, and `languages` says so.
                 * @example chain
                 */
                fallback?: components["parameters"]["Fallback"];
                /**
                 * @description Slug of a tag in the locale.
                 * @example jardinage
                 */
                tag?: components["parameters"]["FilterTag"];
                /**
                 * @description Slug of an author in the locale.
                 * @example maude-tremblay
                 */
                author?: components["parameters"]["FilterAuthor"];
                /**
                 * @description Slug of a series in the locale.
                 * @example la-ville-verte
                 */
                series?: components["parameters"]["FilterSeries"];
                /** @description Only posts that are live in this language too. */
                available_in?: components["parameters"]["AvailableIn"];
                /**
                 * @description Only posts dated at this instant or later. A bare day is one of the site's time zone and counts itself.
                 * @example 2026-01-01T00:00:00Z
                 */
                since?: components["parameters"]["Since"];
                /**
                 * @description Only posts dated at this instant or earlier. A bare day counts itself.
                 * @example 2026-12-31
                 */
                until?: components["parameters"]["Until"];
                /** @description The order; `-date` by default. `place` is that of a series, and wants `series`. */
                sort?: "-date" | "date" | "-updated" | "place";
                /**
                 * @description The members that each item shall have, separated by commas; `id` and `locale` are always there. With
                 *     `body`, `toc` or `head` among them `limit` is at most 20. `head` is what `include=head` adds to an entry; it comes only where it is named.
                 * @example title,url,thumbnail
                 */
                fields?: string;
                /**
                 * @description How many items; 20 by default.
                 * @example 20
                 */
                limit?: components["parameters"]["Limit"];
                /** @description `next` or `previous` of another page of the same list. */
                cursor?: components["parameters"]["Cursor"];
                /** @description Count the posts of the whole list. */
                total?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of cards. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CardList"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    readPostBySlug: {
        parameters: {
            query?: {
                /**
                 * @description The language, a BCP 47 tag. Without it `Accept-Language` decides, and the answer says so in `Vary`.
                 * @example fr
                 */
                locale?: components["parameters"]["Locale"];
                /**
                 * @description What to show where nothing is live in the language: nothing (`none`, the default), the first language of the
                 *     site's chain that is (`chain`), or one language by its tag. Whole entries are borrowed, and `languages` says so.
                 * @example chain
                 */
                fallback?: components["parameters"]["Fallback"];
                /** @description `head` adds what belongs into the head of the post's page, ready to be put there. */
                include?: components["parameters"]["IncludeHead"];
            };
            header?: never;
            path: {
                /**
                 * @description The slug in the language.
                 * @example un-jardin-sur-le-toit
                 */
                slug: components["parameters"]["Slug"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entry. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Entry"];
                    "text/markdown": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFoundOrMoved"];
            default: components["responses"]["Problem"];
        };
    };
    readPost: {
        parameters: {
            query?: {
                /**
                 * @description The language, a BCP 47 tag. Without it `Accept-Language` decides, and the answer says so in `Vary`.
                 * @example fr
                 */
                locale?: components["parameters"]["Locale"];
                /**
                 * @description What to show where nothing is live in the language: nothing (`none`, the default), the first language of the
                 *     site's chain that is (`chain`), or one language by its tag. Whole entries are borrowed, and `languages` says so.
                 * @example chain
                 */
                fallback?: components["parameters"]["Fallback"];
                /** @description `head` adds what belongs into the head of the post's page, ready to be put there. */
                include?: components["parameters"]["IncludeHead"];
            };
            header?: never;
            path: {
                /**
                 * @description The id of a post.
                 * @example 0197a3c1-7f2e-7c10-8a55-3d9b1f4e6a01
                 */
                id: components["parameters"]["PostID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entry. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Entry"];
                    "text/markdown": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFoundOrMoved"];
            default: components["responses"]["Problem"];
        };
    };
    readNeighbours: {
        parameters: {
            query?: {
                /**
                 * @description The language, a BCP 47 tag. Without it `Accept-Language` decides, and the answer says so in `Vary`.
                 * @example fr
                 */
                locale?: components["parameters"]["Locale"];
                /**
                 * @description What to show where nothing is live in the language: nothing (`none`, the default), the first language of the
                 *     site's chain that is (`chain`), or one language by its tag. Whole entries are borrowed, and `languages` says so.
                 * @example chain
                 */
                fallback?: components["parameters"]["Fallback"];
                /**
                 * @description Slug of a tag in the locale.
                 * @example jardinage
                 */
                tag?: components["parameters"]["FilterTag"];
                /**
                 * @description Slug of an author in the locale.
                 * @example maude-tremblay
                 */
                author?: components["parameters"]["FilterAuthor"];
                /**
                 * @description Slug of a series in the locale.
                 * @example la-ville-verte
                 */
                series?: components["parameters"]["FilterSeries"];
                /** @description Only posts that are live in this language too. */
                available_in?: components["parameters"]["AvailableIn"];
            };
            header?: never;
            path: {
                /**
                 * @description The id of a post.
                 * @example 0197a3c1-7f2e-7c10-8a55-3d9b1f4e6a01
                 */
                id: components["parameters"]["PostID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Both neighbours, as cards. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Neighbours"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFoundOrMoved"];
            default: components["responses"]["Problem"];
        };
    };
    readRelated: {
        parameters: {
            query?: {
                /**
                 * @description The language, a BCP 47 tag. Without it `Accept-Language` decides, and the answer says so in `Vary`.
                 * @example fr
                 */
                locale?: components["parameters"]["Locale"];
                /**
                 * @description What to show where nothing is live in the language: nothing (`none`, the default), the first language of the
                 *     site's chain that is (`chain`), or one language by its tag. Whole entries are borrowed, and `languages` says so.
                 * @example chain
                 */
                fallback?: components["parameters"]["Fallback"];
                /**
                 * @description How many posts at most; 5 by default.
                 * @example 5
                 */
                limit?: number;
            };
            header?: never;
            path: {
                /**
                 * @description The id of a post.
                 * @example 0197a3c1-7f2e-7c10-8a55-3d9b1f4e6a01
                 */
                id: components["parameters"]["PostID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The posts as cards, best first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RelatedList"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFoundOrMoved"];
            default: components["responses"]["Problem"];
        };
    };
    resolveURL: {
        parameters: {
            query: {
                /**
                 * @description An absolute URL, or a path with its leading slash.
                 * @example /fr/un-jardin-sur-le-toit/
                 */
                url: string;
                /**
                 * @description The language that the reader wants, a BCP 47 tag; that of the URL without it.
                 * @example en
                 */
                locale?: components["schemas"]["Tag"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An entry, the page of a term, the list or the feed of a language, or a redirect, as `match` says. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Resolution"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            /** @description Nothing of the site stands there, or nothing in the language; `alternates` says in which it does. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readTags: {
        parameters: {
            query?: {
                /**
                 * @description The language, a BCP 47 tag. Without it `Accept-Language` decides, and the answer says so in `Vary`.
                 * @example fr
                 */
                locale?: components["parameters"]["Locale"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them, ordered by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TermList"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    readTag: {
        parameters: {
            query?: {
                /**
                 * @description The language, a BCP 47 tag. Without it `Accept-Language` decides, and the answer says so in `Vary`.
                 * @example fr
                 */
                locale?: components["parameters"]["Locale"];
            };
            header?: never;
            path: {
                /**
                 * @description The slug in the language.
                 * @example un-jardin-sur-le-toit
                 */
                slug: components["parameters"]["Slug"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The term. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Term"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFoundOrMoved"];
            default: components["responses"]["Problem"];
        };
    };
    readAuthors: {
        parameters: {
            query?: {
                /**
                 * @description The language, a BCP 47 tag. Without it `Accept-Language` decides, and the answer says so in `Vary`.
                 * @example fr
                 */
                locale?: components["parameters"]["Locale"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them, ordered by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TermList"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    readAuthor: {
        parameters: {
            query?: {
                /**
                 * @description The language, a BCP 47 tag. Without it `Accept-Language` decides, and the answer says so in `Vary`.
                 * @example fr
                 */
                locale?: components["parameters"]["Locale"];
            };
            header?: never;
            path: {
                /**
                 * @description The slug in the language.
                 * @example un-jardin-sur-le-toit
                 */
                slug: components["parameters"]["Slug"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The term. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Term"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFoundOrMoved"];
            default: components["responses"]["Problem"];
        };
    };
    readSeriesList: {
        parameters: {
            query?: {
                /**
                 * @description The language, a BCP 47 tag. Without it `Accept-Language` decides, and the answer says so in `Vary`.
                 * @example fr
                 */
                locale?: components["parameters"]["Locale"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them, ordered by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TermList"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    readSeries: {
        parameters: {
            query?: {
                /**
                 * @description The language, a BCP 47 tag. Without it `Accept-Language` decides, and the answer says so in `Vary`.
                 * @example fr
                 */
                locale?: components["parameters"]["Locale"];
            };
            header?: never;
            path: {
                /**
                 * @description The slug in the language.
                 * @example un-jardin-sur-le-toit
                 */
                slug: components["parameters"]["Slug"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The term. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Term"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFoundOrMoved"];
            default: components["responses"]["Problem"];
        };
    };
    readMedia: {
        parameters: {
            query?: {
                /**
                 * @description Of a crop, the focal point in percent of width and height, as entries name it.
                 * @example 50-30
                 */
                focus?: components["parameters"]["Focus"];
            };
            header?: never;
            path: {
                /**
                 * @description The id of the file, the SHA-256 of its bytes in lower-case hexadecimal.
                 * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
                 */
                asset: components["parameters"]["AssetID"];
                /**
                 * @description Which of the file's variants; `original` for the file itself.
                 * @example original
                 */
                variant: components["parameters"]["Variant"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bytes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example (bytes) */
                    "*/*": string;
                };
            };
            /** @description Part of the bytes, as `Range` asked. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example (bytes) */
                    "*/*": string;
                };
            };
            /** @description The crop is at another address now. */
            302: {
                headers: {
                    /**
                     * @description Where it is.
                     * @example /content/v1/media/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08/w640h360.webp?focus=50-30
                     */
                    Location: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            /** @description The range lies outside the file. */
            416: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "about:blank",
                     *       "status": 416,
                     *       "code": "http.range",
                     *       "title": "The file has no such range.",
                     *       "detail": "Ask for bytes from 0 to one less than its length, which Content-Range names."
                     *     }
                     */
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    readArchives: {
        parameters: {
            query?: {
                /**
                 * @description The language, a BCP 47 tag. Without it `Accept-Language` decides, and the answer says so in `Vary`.
                 * @example fr
                 */
                locale?: components["parameters"]["Locale"];
                /**
                 * @description Slug of a tag in the locale.
                 * @example jardinage
                 */
                tag?: components["parameters"]["FilterTag"];
                /**
                 * @description Slug of an author in the locale.
                 * @example maude-tremblay
                 */
                author?: components["parameters"]["FilterAuthor"];
                /**
                 * @description Slug of a series in the locale.
                 * @example la-ville-verte
                 */
                series?: components["parameters"]["FilterSeries"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All the months. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ArchiveList"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    searchPosts: {
        parameters: {
            query: {
                /**
                 * @description What to look for, as readers type it.
                 * @example jardin toit
                 */
                q: string;
                /**
                 * @description The language, a BCP 47 tag. Without it `Accept-Language` decides, and the answer says so in `Vary`.
                 * @example fr
                 */
                locale?: components["parameters"]["Locale"];
                /**
                 * @description What to show where nothing is live in the language: nothing (`none`, the default), the first language of the
                 *     site's chain that is (`chain`), or one language by its tag. Whole entries are borrowed, and `languages` says so.
                 * @example chain
                 */
                fallback?: components["parameters"]["Fallback"];
                /**
                 * @description Slug of a tag in the locale.
                 * @example jardinage
                 */
                tag?: components["parameters"]["FilterTag"];
                /**
                 * @description Slug of an author in the locale.
                 * @example maude-tremblay
                 */
                author?: components["parameters"]["FilterAuthor"];
                /**
                 * @description Slug of a series in the locale.
                 * @example la-ville-verte
                 */
                series?: components["parameters"]["FilterSeries"];
                /**
                 * @description Only posts dated at this instant or later. A bare day is one of the site's time zone and counts itself.
                 * @example 2026-01-01T00:00:00Z
                 */
                since?: components["parameters"]["Since"];
                /**
                 * @description Only posts dated at this instant or earlier. A bare day counts itself.
                 * @example 2026-12-31
                 */
                until?: components["parameters"]["Until"];
                /**
                 * @description How many results; 20 by default.
                 * @example 20
                 */
                limit?: number;
                /** @description `next` or `previous` of another page of the same list. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of results, best first; without items if nothing was found. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchResults"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    suggestSearches: {
        parameters: {
            query: {
                /**
                 * @description What was typed so far.
                 * @example jar
                 */
                q: string;
                /**
                 * @description The language, a BCP 47 tag. Without it `Accept-Language` decides, and the answer says so in `Vary`.
                 * @example fr
                 */
                locale?: components["parameters"]["Locale"];
                /**
                 * @description How many suggestions at most; 5 by default.
                 * @example 5
                 */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The suggestions, best first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SuggestedSearches"];
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    readChanges: {
        parameters: {
            query?: {
                /**
                 * @description The language, a BCP 47 tag, or `*` for every one, which is the default. A token belongs to the language that it was made for.
                 * @example *
                 */
                locale?: string;
                /** @description `next` of an earlier answer; a full copy without it. */
                since?: string;
                /**
                 * @description How many seconds to wait for a change if there is none; 0 by default.
                 * @example 30
                 */
                wait?: number;
                /** @description `entry` puts into each upsert of a post, and of a term, what readers get of it; how many posts a term has is not told again when it changes alone. `limit` is then at most 50. */
                include?: "entry";
                /**
                 * @description How many items at most; 200 by default, 20 with entries.
                 * @example 200
                 */
                limit?: number;
            };
            header?: {
                /** @description For server-sent events, the token to go on from; it wins over `since`. */
                "Last-Event-ID"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The next changes, oldest first. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeList"];
                    /**
                     * @example retry: 2000
                     *
                     *     id: Y2hhbmdlczoxMjQ
                     *     event: changes
                     *     data: {"items":[{"kind":"post","op":"delete","id":"0197a3c1-7f2e-7c10-8a55-3d9b1f4e6a01","locale":"fr","cause":"content"}],"next":"Y2hhbmdlczoxMjQ","upToDate":true}
                     */
                    "text/event-stream": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            429: components["responses"]["Throttled"];
            default: components["responses"]["Problem"];
        };
    };
    readRedirects: {
        parameters: {
            query?: {
                /**
                 * @description Only those of one language, a BCP 47 tag; of all of them without it.
                 * @example fr
                 */
                locale?: components["schemas"]["Tag"];
                /**
                 * @description What to write them for; `json` by default.
                 * @example json
                 */
                format?: "json" | "netlify" | "nginx" | "apache" | "caddy" | "hugo";
                /** @description How many redirects a page of `json` has at most; 500 by default. */
                limit?: number;
                /** @description Where the page of `json` begins, as `next` of the one before said. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The redirects, of posts and then of terms, by language and old address. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RedirectList"];
                    "text/plain": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    readFeed: {
        parameters: {
            query?: {
                /**
                 * @description Slug of a tag in the locale.
                 * @example jardinage
                 */
                tag?: components["parameters"]["FilterTag"];
                /**
                 * @description Slug of an author in the locale.
                 * @example maude-tremblay
                 */
                author?: components["parameters"]["FilterAuthor"];
                /**
                 * @description Slug of a series in the locale.
                 * @example la-ville-verte
                 */
                series?: components["parameters"]["FilterSeries"];
                /**
                 * @description Whether posts come whole, or as their summaries; `full` by default.
                 * @example summary
                 */
                content?: "full" | "summary";
                /**
                 * @description Number of an archive page, 1 being the oldest.
                 * @example 1
                 */
                archive?: number;
            };
            header?: never;
            path: {
                /**
                 * @description The language of the translation, a BCP 47 tag.
                 * @example fr
                 */
                locale: components["parameters"]["PathLocale"];
                /**
                 * @description The format.
                 * @example atom.xml
                 */
                file: "rss.xml" | "atom.xml" | "feed.json";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The feed. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example <?xml version="1.0" encoding="UTF-8"?>
                     *     <rss version="2.0"><channel><title>Le Toit</title><link>https://example.org/fr/</link><description>Carnet d’un jardin partagé</description><language>fr</language></channel></rss>
                     */
                    "application/rss+xml": string;
                    /**
                     * @example <?xml version="1.0" encoding="UTF-8"?>
                     *     <feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><id>https://example.org/fr/</id><title>Le Toit</title><updated>2026-05-06T09:30:00Z</updated></feed>
                     */
                    "application/atom+xml": string;
                    /**
                     * @example {
                     *       "version": "https://jsonfeed.org/version/1.1",
                     *       "title": "Le Toit",
                     *       "home_page_url": "https://example.org/fr/",
                     *       "language": "fr",
                     *       "items": []
                     *     }
                     */
                    "application/feed+json": {
                        [key: string]: unknown;
                    };
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    readSitemap: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A set of URLs, or an index of parts (sitemaps.org). */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example <?xml version="1.0" encoding="UTF-8"?>
                     *     <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"><url><loc>https://example.org/fr/un-jardin-sur-le-toit/</loc><lastmod>2026-05-06T09:30:00Z</lastmod><xhtml:link rel="alternate" hreflang="en" href="https://example.org/en/a-garden-on-the-roof/"/><xhtml:link rel="alternate" hreflang="x-default" href="https://example.org/en/a-garden-on-the-roof/"/><xhtml:link rel="alternate" hreflang="fr" href="https://example.org/fr/un-jardin-sur-le-toit/"/></url></urlset>
                     */
                    "application/xml": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    readSitemapPart: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description Its name, as the index gives it.
                 * @example fr-2026-05.xml
                 */
                part: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A set of URLs. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example <?xml version="1.0" encoding="UTF-8"?>
                     *     <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>https://example.org/fr/un-jardin-sur-le-toit/</loc></url></urlset>
                     */
                    "application/xml": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    readLLMs: {
        parameters: {
            query?: {
                /**
                 * @description The language, a BCP 47 tag. Without it `Accept-Language` decides, and the answer says so in `Vary`.
                 * @example fr
                 */
                locale?: components["parameters"]["Locale"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Markdown. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example # Le Toit
                     *
                     *     > Carnet d’un jardin partagé
                     *
                     *     ## Billets
                     *
                     *     - [Un jardin sur le toit](https://example.org/fr/un-jardin-sur-le-toit/): Trois ans, quarante bacs et une ruche.
                     */
                    "text/markdown": string;
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    readContract: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The contract. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "openapi": "3.0.3",
                     *       "info": {
                     *         "title": "Diptych",
                     *         "version": "1"
                     *       },
                     *       "paths": {}
                     *     }
                     */
                    "application/json": {
                        [key: string]: unknown;
                    };
                };
            };
            304: components["responses"]["NotModified"];
            400: components["responses"]["BadRequest"];
            default: components["responses"]["Problem"];
        };
    };
    previewSite: {
        parameters: {
            query?: {
                /**
                 * @description The language, a BCP 47 tag. Without it `Accept-Language` decides, and the answer says so in `Vary`.
                 * @example fr
                 */
                locale?: components["parameters"]["Locale"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The site. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Site"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    previewLocales: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The languages, ordered by tag. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LocaleList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            default: components["responses"]["Problem"];
        };
    };
    previewPosts: {
        parameters: {
            query?: {
                /**
                 * @description The language, a BCP 47 tag. Without it `Accept-Language` decides, and the answer says so in `Vary`.
                 * @example fr
                 */
                locale?: components["parameters"]["Locale"];
                /**
                 * @description How many items; 20 by default.
                 * @example 20
                 */
                limit?: components["parameters"]["Limit"];
                /** @description `next` or `previous` of another page of the same list. */
                cursor?: components["parameters"]["Cursor"];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page of cards. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CardList"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    previewPostBySlug: {
        parameters: {
            query?: {
                /**
                 * @description The language, a BCP 47 tag. Without it `Accept-Language` decides, and the answer says so in `Vary`.
                 * @example fr
                 */
                locale?: components["parameters"]["Locale"];
                /**
                 * @description What to show where nothing is live in the language: nothing (`none`, the default), the first language of the
                 *     site's chain that is (`chain`), or one language by its tag. Whole entries are borrowed, and `languages` says so.
                 * @example chain
                 */
                fallback?: components["parameters"]["Fallback"];
                /** @description `head` adds what belongs into the head of the post's page, ready to be put there. */
                include?: components["parameters"]["IncludeHead"];
            };
            header?: never;
            path: {
                /**
                 * @description The slug in the language.
                 * @example un-jardin-sur-le-toit
                 */
                slug: components["parameters"]["Slug"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entry, made of the newest revisions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Entry"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    previewPost: {
        parameters: {
            query?: {
                /**
                 * @description The language, a BCP 47 tag. Without it `Accept-Language` decides, and the answer says so in `Vary`.
                 * @example fr
                 */
                locale?: components["parameters"]["Locale"];
                /**
                 * @description What to show where nothing is live in the language: nothing (`none`, the default), the first language of the
                 *     site's chain that is (`chain`), or one language by its tag. Whole entries are borrowed, and `languages` says so.
                 * @example chain
                 */
                fallback?: components["parameters"]["Fallback"];
                /** @description `head` adds what belongs into the head of the post's page, ready to be put there. */
                include?: components["parameters"]["IncludeHead"];
            };
            header?: never;
            path: {
                /**
                 * @description The id of a post.
                 * @example 0197a3c1-7f2e-7c10-8a55-3d9b1f4e6a01
                 */
                id: components["parameters"]["PostID"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entry, made of the newest revisions. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Entry"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    previewResolve: {
        parameters: {
            query: {
                /**
                 * @description An absolute URL, or a path with its leading slash.
                 * @example /fr/un-jardin-sur-le-toit/
                 */
                url: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entry. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Resolution"];
                };
            };
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthenticated"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
    previewMedia: {
        parameters: {
            query: {
                /**
                 * @description Under which link or token it was made.
                 * @example link:0197a3c1-9a30-7b22-8e31-5f6a7b8c9d03
                 */
                grant: string;
                /**
                 * @description When the URL stops working, in seconds since 1970.
                 * @example 1778072400
                 */
                expires: string;
                /** @description What makes the URL ours. */
                signature: string;
            };
            header?: never;
            path: {
                /**
                 * @description The id of the file, the SHA-256 of its bytes in lower-case hexadecimal.
                 * @example 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
                 */
                asset: components["parameters"]["AssetID"];
                /**
                 * @description Which of the file's variants; `original` for the file itself.
                 * @example original
                 */
                variant: components["parameters"]["Variant"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bytes. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example (bytes) */
                    "*/*": string;
                };
            };
            /** @description Part of the bytes, as `Range` asked. */
            206: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /** @example (bytes) */
                    "*/*": string;
                };
            };
            400: components["responses"]["BadRequest"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            default: components["responses"]["Problem"];
        };
    };
}
