import { createClient, Problem } from "@diptych-cms/client";

/** Asks what stood at the address of a page that is not there, and links to where it is now, in each language that it has. */
export async function missing(): Promise<void> {
  const cms = createClient({ baseUrl: __API__, retries: 0, timeout: 5000 });
  let found;
  try {
    found = await cms.resolve(location.pathname);
  } catch (error) {
    if (error instanceof Problem) return; // nothing stood there: the page says so already
    throw error;
  }
  const links = found.alternates?.length ? found.alternates : found.redirect ? [{ ...found.redirect, locale: found.redirect.locale ?? "" }] : [];
  for (const { locale, url } of links) {
    const place = document.querySelector<HTMLElement>(`[data-locale="${CSS.escape(locale)}"] .found`);
    if (!place) continue;
    const link = document.createElement("a");
    link.href = link.textContent = decodeURI(new URL(url, location.href).pathname);
    link.hreflang = locale;
    place.replaceChildren(place.dataset[found.match === "redirect" ? "moved" : "instead"] ?? "", " ", link);
  }
}
