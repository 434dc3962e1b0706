import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { watchPaths } from "../../../scripts/system/node-watch.ts";

const test = suite("watching files");

/** Calls `body` with a folder that is watched, and the changes of a file there that follow on an act. */
async function withFolder(
  body: (
    folder: string,
    changeAfter: (act: () => Promise<unknown>, name: string) => Promise<void>,
  ) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "watch-"));
  const watching = new AbortController();
  let heard = (_changed: ReadonlySet<string>) => {};
  try {
    await writeFile(join(folder, "slide.md"), "one");
    watchPaths([folder], (changed) => heard(changed), watching.signal);
    await body(folder, async (act, name) => {
      const change = new Promise<void>((resolve) => {
        heard = (changed) => changed.has(join(folder, name)) && resolve();
      });
      await act();
      await change;
    });
  } finally {
    watching.abort();
    await rm(folder, { recursive: true });
  }
}

test("a save is seen however an editor makes it", () =>
  withFolder(async (folder, changeAfter) => {
    const file = join(folder, "slide.md");
    await changeAfter(() => writeFile(file, "two"), "slide.md");
    await changeAfter(async () => {
      await writeFile(join(folder, ".slide.md.swap"), "ten");
      await rename(join(folder, ".slide.md.swap"), file);
    }, "slide.md");
    await changeAfter(() => rm(file), "slide.md");
    await changeAfter(() => writeFile(file, "six"), "slide.md");
  }));

test("files in new folders are seen, also where a folder of this name was before", () =>
  withFolder(async (folder, changeAfter) => {
    const inner = join(folder, "new", "inner");
    for (const text of ["one", "two"]) {
      await changeAfter(async () => {
        await mkdir(inner, { recursive: true });
        await writeFile(join(inner, "a.ts"), text);
      }, "new/inner/a.ts");
      await changeAfter(() => writeFile(join(inner, "a.ts"), `${text} more`), "new/inner/a.ts");
      await changeAfter(() => rm(join(folder, "new"), { recursive: true }), "new/inner/a.ts");
    }
  }));

test("temporary files of editors are no change", () =>
  withFolder(async (folder, changeAfter) => {
    const heard: string[] = [];
    const others = new AbortController();
    watchPaths([folder], (changed) => heard.push(...changed), others.signal);
    await changeAfter(async () => {
      for (const name of [".slide.md.swp", "slide.md~", "#slide.md#"])
        await writeFile(join(folder, name), "x");
      await writeFile(join(folder, "slide.md"), "two");
    }, "slide.md");
    others.abort();
    assert.equal(
      heard.filter((path) => !path.endsWith("/slide.md")),
      [],
    );
  }));

test.run();
