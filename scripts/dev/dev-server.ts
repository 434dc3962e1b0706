/**
 * Serves the report from memory while an author writes it, and tells open pages what has changed. An additional script in
 * the pages shows each new build, and what is wrong with it.
 */
import type { Server, ServerResponse } from "node:http";
import { join, relative } from "node:path";
import { transform } from "esbuild";
import type { Effects } from "../base/effects.ts";
import { type Answer, answer, BASE, listen, respond, type ServedDisk } from "../system/serve-folder.ts";
import type { BuiltMessage, DevState } from "./state.ts";

export interface DevServer {
  readonly server: Server;
  built(message: BuiltMessage): void;
  failed(text: string): void;
}

/** Files that are no part of the report. */
const CLIENT = `${BASE}.dev/client.js`;
const STYLES = `${BASE}.dev/dev.css`;
const EVENTS = `${BASE}.dev/events`;

/** The folder of the files in memory, which exists in no file system. */
const FOLDER = "/out";

export async function startDevServer(port: number, effects: Effects): Promise<DevServer> {
  const files = new Map<string, Buffer>();
  const pages = new Set<ServerResponse>();
  let state: DevState = {
    server: effects.clock.date(),
    build: 0,
    changed: {},
    failure: null,
    problems: [],
    missing: { count: 0, slides: [], areRunning: false },
  };
  const eventOf = (shown: DevState) => `data: ${JSON.stringify(shown)}\n\n`;
  const become = (changes: Partial<DevState>) => {
    state = { ...state, ...changes };
    for (const page of pages) page.write(eventOf(state));
  };
  const client = await clientOf(effects);
  const server = await listen(({ url = "/" }, response) => {
    if (url === EVENTS) {
      response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      response.write(eventOf(state));
      pages.add(response);
      response.on("close", () => pages.delete(response));
    } else if (url === CLIENT) respond(response, Promise.resolve(client));
    else if (url.startsWith(STYLES)) respond(response, stylesOf(effects));
    else respond(response, pageAnswer(url, files, state));
  }, port);
  return {
    server,
    built({ files: sent, gone, problems, missing }) {
      const build = state.build + 1;
      const changed: Record<string, number> = {};
      for (const [name, file] of Object.entries(sent)) {
        const content = "text" in file ? Buffer.from(file.text) : Buffer.from(file.base64, "base64");
        // A new build process sends all files.
        if (files.get(name)?.equals(content) !== true) changed[name] = build;
        files.set(name, content);
      }
      for (const name of gone) files.delete(name);
      become({ build, changed: { ...state.changed, ...changed }, failure: null, problems, missing });
    },
    failed: (failure) => become({ failure }),
  };
}

/** The additional script of pages, which imports nothing. */
async function clientOf({ home, disk }: Effects): Promise<Answer> {
  const text = await disk.readText(join(home, "scripts", "browser", "dev.ts"));
  const { code } = await transform(text, { loader: "ts", format: "iife" });
  return { status: 200, type: "text/javascript; charset=utf-8", body: code };
}

async function stylesOf({ home, disk }: Effects): Promise<Answer> {
  const body = await disk.readText(join(home, "templates", "styles", "dev.css"));
  return { status: 200, type: "text/css; charset=utf-8", body };
}

async function pageAnswer(
  url: string,
  files: ReadonlyMap<string, Buffer>,
  { server, build }: DevState,
): Promise<Answer> {
  const found = await answer(url, FOLDER, BASE, diskOf(files));
  const isPage = /\.html$|\/$/.test(url.replace(/[?#].*/, ""));
  if (found.status === 404 && !isPage) return { ...found, body: "npm run build makes this file\n" };
  if (found.status !== 404 && !found.type.startsWith("text/html")) return found;
  const page = found.status === 404 ? waitingPage(build) : Buffer.from(found.body).toString();
  const added = `<link rel="stylesheet" href="${STYLES}">\n<script src="${CLIENT}" data-server="${server}" data-build="${build}" defer></script>\n</head>`;
  return { ...found, type: "text/html; charset=utf-8", body: page.replace("</head>", () => added) };
}

/** Replaces a page that does not exist, or does not exist yet. */
function waitingPage(build: number): string {
  const text = build === 0 ? "The first build is under way." : "No such page.";
  const link = build === 0 ? "" : ` <a href="${BASE}index.html">The report</a>`;
  const style = build === 0 ? "" : `<link rel="stylesheet" href="${BASE}assets/report.css">\n`;
  return `<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>npm run dev</title>\n${style}</head>\n<body>\n<p class="dev-waiting">${text}${link}</p>\n</body>\n</html>\n`;
}

function diskOf(files: ReadonlyMap<string, Buffer>): ServedDisk {
  const nameOf = (path: string) => relative(FOLDER, path).replaceAll("\\", "/");
  const isFolder = (path: string) => [...files.keys()].some((name) => name.startsWith(`${nameOf(path)}/`));
  return {
    async kind(path) {
      if (files.has(nameOf(path))) return "file";
      return isFolder(path) ? "folder" : "none";
    },
    async readBytes(path) {
      const content = files.get(nameOf(path));
      if (content === undefined) throw new Error(`no such file: ${path}`);
      return content;
    },
    maybeText: async (path) => files.get(nameOf(path))?.toString(),
  };
}
