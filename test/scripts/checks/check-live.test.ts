import { suite } from "uvu";
import * as assert from "uvu/assert";
import { checkLive } from "../../../scripts/checks/check-files.ts";

const test = suite("checks of what browsers download");

const notice = "Data\n\nlive/data/names.bin: names\nSource: a package\nLicence: MIT\nBy: its author\n";
const whole = new Map<string, string | Uint8Array>([
  ["live/data.txt", notice],
  ["live/data/names.bin", new Uint8Array(10)],
  ["assets/worker.js", "code"],
]);
const problemsWith = (file: string, content: string | Uint8Array) =>
  checkLive(new Map([...whole, [file, content]]));

test("data with its notice passes", () => {
  assert.equal(checkLive(whole), []);
  assert.equal(checkLive(new Map()), []);
});

test("data without a notice, or without one of its lines, is a problem", () => {
  assert.equal(problemsWith("live/data/more.bin", "x"), [
    "live/data.txt: live/data/more.bin is published without a notice",
  ]);
  for (const label of ["Source", "Licence", "By"]) {
    const without = notice.replace(new RegExp(`${label}: .*`), `${label}: `);
    assert.equal(problemsWith("live/data.txt", without), [
      `live/data.txt: no line "${label}: ..." for live/data/names.bin`,
    ]);
  }
});

test("downloads beyond their limits are problems", () => {
  assert.match(
    problemsWith("live/data/names.bin", new Uint8Array(5_000_001))[0] ?? "",
    /^too large to download: the data/,
  );
  assert.match(
    problemsWith("assets/worker.js", " ".repeat(700_001))[0] ?? "",
    /assets\/worker\.js, 700001 bytes/,
  );
});

test.run();
