/** The address of the published report, which nothing but the published copy needs. */
import { ReportError } from "../errors.ts";

/** The address, ending in a slash; a ReportError where it is none that a page can be published at. */
export function parseSiteUrl(text: string | undefined): string {
  const url = text === undefined ? undefined : maybeUrl(text);
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.search === "" && url.hash === "") {
    return url.href.endsWith("/") ? url.href : `${url.href}/`;
  }
  throw new ReportError(
    `${text === undefined ? "missing" : "invalid"} --site-url${text === undefined ? "" : `: ${text}`}`,
    {
      help: "the address at which the report will stand, e.g. https://owner.github.io/report/",
    },
  );
}

function maybeUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}
