import { createClient, type Client, type SearchResults, type SuggestedSearch } from "@diptych-cms/client";

/** What the search page says. */
type Words = Record<"corrected" | "found" | "foundAtLeast" | "foundOne" | "noResults" | "searchFailed", string>;

/** Makes the search page work: results for the q of its address, suggestions while somebody types. */
export function search(): void {
  const form = document.querySelector<HTMLFormElement>("form.find")!;
  const input = form.querySelector("input")!;
  const locale = form.dataset["locale"]!;
  const words: Words = JSON.parse(form.dataset["words"]!);
  const cms = createClient({ baseUrl: __API__, locale, retries: 0, timeout: 5000 });

  const asked = new URLSearchParams(location.search).get("q")?.trim() ?? "";
  input.value = asked;
  if (asked) void show(cms, asked, locale, words);
  suggest(cms, form, input);
}

async function show(cms: Client, asked: string, locale: string, words: Words): Promise<void> {
  const told = document.getElementById("told")!;
  try {
    const found = await cms.search(asked, { fallback: "chain" });
    told.textContent = tell(found, words);
    document.getElementById("results")!.replaceChildren(...found.items.map((item) => result(item, locale)));
  } catch {
    told.textContent = words.searchFailed;
  }
}

function tell(found: SearchResults, words: Words): string {
  const { asked, used, corrected } = found.query;
  const fill = (text: string) => text.replace("{asked}", asked).replace("{used}", used).replace("{n}", String(found.total));
  if (found.items.length === 0) return fill(words.noResults);
  const count = fill(found.total === 1 ? words.foundOne : found.totalIsExact ? words.found : words.foundAtLeast);
  return corrected ? `${fill(words.corrected)} ${count}.` : `${count}.`;
}

function result({ post, title, snippet }: SearchResults["items"][number], locale: string): HTMLElement {
  const item = document.createElement("li");
  const heading = item.appendChild(document.createElement("h2"));
  const link = heading.appendChild(document.createElement("a"));
  link.href = new URL(post.url!, location.href).pathname;
  link.innerHTML = title; // both are safe HTML, as the contract says
  item.appendChild(document.createElement("p")).innerHTML = snippet;
  if (post.locale !== locale) item.lang = link.hreflang = post.locale;
  return item;
}

/** A combobox (ARIA authoring practices): arrows choose, Enter goes there, Escape closes. */
function suggest(cms: Client, form: HTMLFormElement, input: HTMLInputElement): void {
  const list = document.getElementById("suggestions")!;
  let asking: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let chosen = -1;

  const close = () => {
    clearTimeout(timer);
    asking?.abort();
    list.hidden = true;
    choose(-1);
    input.setAttribute("aria-expanded", "false");
  };
  const choose = (n: number) => {
    chosen = n;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === n)));
    if (n < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", list.children[n]!.id);
  };
  const open = (items: SuggestedSearch[]) => {
    list.replaceChildren(...items.map(option));
    list.hidden = items.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    choose(-1);
  };
  const ask = async () => {
    asking = new AbortController();
    try {
      open(await cms.suggest(input.value.trim(), { signal: asking.signal }));
    } catch {
      // Suggestions help, and are not missed.
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    asking?.abort();
    if (input.value.trim()) timer = setTimeout(ask, 120);
    else close();
  });
  input.addEventListener("keydown", (event) => {
    const many = list.children.length;
    if (event.key === "Escape") close();
    else if (list.hidden || many === 0) return;
    else if (event.key === "ArrowDown") choose((chosen + 1) % many);
    else if (event.key === "ArrowUp") choose((chosen <= 0 ? many : chosen) - 1);
    else if (event.key === "Enter" && chosen >= 0) go(list.children[chosen]!);
    else return;
    event.preventDefault();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the input keeps the focus
  list.addEventListener("click", (event) => {
    const at = (event.target as Element).closest("[role=option]");
    if (at) go(at);
  });
  input.addEventListener("blur", close);
  form.addEventListener("submit", close);
}

function option({ text, url, count, kind }: SuggestedSearch, n: number): HTMLElement {
  const item = document.createElement("li");
  item.id = `suggestion-${n}`;
  item.setAttribute("role", "option");
  item.dataset["href"] = new URL(url, location.href).pathname;
  item.append(text);
  if (kind !== "post") item.appendChild(Object.assign(document.createElement("span"), { className: "meta", textContent: String(count) }));
  return item;
}

function go(option: Element): void {
  location.href = (option as HTMLElement).dataset["href"]!;
}
