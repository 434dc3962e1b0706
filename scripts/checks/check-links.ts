/** Checks that every link in the report's pages, style sheets and drawings has a target. */
import { posix } from "node:path";
import { Parser } from "htmlparser2";
import type { OutputFiles } from "../record/record.ts";
import type { ScannedPage } from "./scan-html.ts";

/** Files that are written after this check, because they hold facts of the whole build. */
const WRITTEN_LATER = ["manifest.json", "run.json"];

/** Where a link may lead. */
interface Targets {
  readonly files: ReadonlySet<string>;
  /** The ids of each page. */
  readonly ids: ReadonlyMap<string, ReadonlySet<string>>;
  /** The address of the report, with a slash at the end; undefined if unknown. */
  readonly siteUrl: string | undefined;
}

/**
 * Lists the broken links. `siteUrl` is the address at which the report will be published: links that begin with it are
 * checked too.
 */
export function checkLinks(files: OutputFiles, pages: readonly ScannedPage[], siteUrl?: string): string[] {
  const ids = new Map(pages.map((page) => [page.file, idsOf(page)]));
  const targets: Targets = { files: new Set([...files.keys(), ...WRITTEN_LATER]), ids, siteUrl };
  return [...new Set(linksIn(files, pages).flatMap((link) => problemOf(link, targets) ?? []))];
}

const idsOf = ({ tags }: ScannedPage): Set<string> =>
  new Set(tags.flatMap(({ attributes }) => attributes.get("id") ?? []));

interface Link {
  readonly from: string;
  readonly to: string;
}

function linksIn(files: OutputFiles, pages: readonly ScannedPage[]): Link[] {
  const from = (file: string, targets: readonly string[]) => targets.map((to) => ({ from: file, to }));
  return [
    ...pages.flatMap((page) => from(page.file, attributeLinks(page))),
    ...textsOf(files, ".css").flatMap(([file, text]) => from(file, cssLinks(text))),
    ...textsOf(files, ".svg").flatMap(([file, text]) => drawingLinks(text).map((to) => ({ from: file, to }))),
  ];
}

/** A meta element's `content` may be a link too, such as that to the card's picture. */
function attributeLinks({ tags }: ScannedPage): string[] {
  return tags.flatMap(({ name, attributes }) => {
    const content = name === "meta" ? (attributes.get("content") ?? "") : "";
    return [
      ...["href", "xlink:href", "src"].flatMap((key) => attributes.get(key) ?? []),
      ...[...attributes.values()].filter((value) => value.startsWith("url(")).flatMap(cssLinks),
      ...(/^https?:\/\//.test(content) ? [content] : []),
    ];
  });
}

/** The targets of `url()` in a style sheet or a drawing, without data. */
function cssLinks(text: string): string[] {
  return [...text.matchAll(/url\(\s*["']?(?!["']?data:)([^"')]+)/g)].map(([, target = ""]) => target);
}

/** A drawing's links, without those to its own ids, because `Targets` has only the ids of pages. */
function drawingLinks(svg: string): string[] {
  const links = cssLinks(svg);
  const ids = new Set<string>();
  const onattribute = (name: string, value: string): void => {
    if (name === "id") ids.add(value);
    if (/^(?:xlink:)?href$/.test(name) && !value.startsWith("data:")) links.push(value);
  };
  if (links.length > 0 || svg.includes("href=")) new Parser({ onattribute }, { xmlMode: true }).end(svg);
  return links.filter((target) => !target.startsWith("#") || !ids.has(target.slice(1)));
}

function textsOf(files: OutputFiles, extension: string): [string, string][] {
  return [...files]
    .filter(([file]) => file.endsWith(extension))
    .map(([file, content]) => [
      file,
      typeof content === "string" ? content : Buffer.from(content).toString("latin1"),
    ]);
}

function problemOf({ from, to }: Link, targets: Targets): string | undefined {
  const address = addressIn(to, targets.siteUrl);
  if (address === undefined) {
    return /^(?:https|data):/.test(to)
      ? undefined
      : `${from}: invalid link, neither relative nor https: ${to}`;
  }
  return leadsSomewhere(from, address, targets) ? undefined : `${from}: broken link: ${to}`;
}

/** The address in the report; a slash at its start is the report's root. Undefined for links to other sites. */
function addressIn(to: string, siteUrl: string | undefined): string | undefined {
  if (siteUrl !== undefined && to.startsWith(siteUrl)) return `/${to.slice(siteUrl.length)}`;
  return /^[a-z]+:|^\//.test(to) ? undefined : to;
}

function leadsSomewhere(from: string, address: string, { files, ids }: Targets): boolean {
  const [, path = "", fragment] = /^([^#?]*)(?:\?[^#]*)?(?:#(.*))?$/.exec(address) ?? [];
  const file = path === "" ? from : fileAt(from, path);
  return files.has(file) && (fragment === undefined || ids.get(file)?.has(fragment) === true);
}

function fileAt(from: string, path: string): string {
  const whole = path.startsWith("/") ? path.slice(1) : posix.join(posix.dirname(from), path);
  return whole === "" || whole.endsWith("/") ? `${whole}index.html` : whole;
}
