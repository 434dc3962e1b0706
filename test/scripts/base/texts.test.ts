import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
  mistakeIn,
  nearest,
  ProblemsError,
  ReportError,
  refuseProblems,
  suggestion,
} from "../../../scripts/base/errors.ts";
import * as format from "../../../scripts/base/format.ts";
import { configLeaves, isRecord, parseRecord, prettyJson } from "../../../scripts/base/json.ts";

const test = suite("texts that everything uses");

test("a time has the units that it needs, and is never 60 of one", () => {
  assert.equal([0, 59.94, 59.95, 60, 3599.4, 3599.6, 3600, 7290, 7170].map(format.formatSeconds), [
    "0.0 s",
    "59.9 s",
    "1 min 00 s",
    "1 min 00 s",
    "59 min 59 s",
    "1 h 00 min",
    "1 h 00 min",
    "2 h 02 min",
    "2 h 00 min",
  ]);
  assert.is(format.formatSeconds(65), "1 min 05 s");
});

test("bytes, counts, lists and commits are short", () => {
  assert.equal([999, 1000, 999_949, 999_950, 2_500_000].map(format.formatBytes), [
    "999 B",
    "1.0 kB",
    "999.9 kB",
    "1.0 MB",
    "2.5 MB",
  ]);
  assert.equal(
    [0, 1, 2].map((count) => format.formatCount(count, "run")),
    ["0 runs", "1 run", "2 runs"],
  );
  assert.equal([[], ["a"], ["a", "b"], ["a", "b", "c"]].map(format.joinWords), [
    "none",
    "a",
    "a and b",
    "a, b and c",
  ]);
  assert.equal(
    ["abc", "abcd", "abcde"].map((text) => format.shorten(text, 4)),
    ["abc", "abcd", "abc…"],
  );
  assert.is(format.shorten("abc", 0), "…");
  assert.is(format.firstLine("a\nb"), "a");
  assert.is(format.shortCommit("0123456789abcdef"), "01234567");
  assert.is(format.shortCommit("unknown"), "unknown");
});

test("each character that XML reads as markup is escaped once", () => {
  assert.is(format.escapeXml(`<a b="c"> & 'd' &amp;`), "&lt;a b=&quot;c&quot;&gt; &amp; 'd' &amp;amp;");
});

test("a word is matched by letters changed, added and left out: two, or a third of a long word", () => {
  assert.is(nearest("figure", ["figures", "trials"]), "figures");
  assert.is(nearest("FIGURE", ["figure"]), "figure");
  assert.is(nearest("ab", ["abcd"]), "abcd");
  assert.is(nearest("ab", ["abcde"]), undefined);
  // Nine letters: three may differ; the nearer of two is taken, and of equals the first.
  assert.is(nearest("abcdefghi", ["abcdefxyz"]), "abcdefxyz");
  assert.is(nearest("abcdefghi", ["abcdewxyz"]), undefined);
  assert.is(nearest("cat", ["cab", "car", "cat"]), "cat");
  assert.is(nearest("cat", ["cab", "car"]), "cab");
  assert.is(nearest("kitten", ["sitting"]), undefined);
  assert.is(suggestion("xyz", ["full", "lora"]), "expected one of full, lora");
  assert.is(suggestion("ful", ["full", "lora"]), "did you mean full?");
});

test("a mistake keeps its help under a file's name; problems and other errors stay as they are", () => {
  const named = mistakeIn("slide.md", new ReportError("invalid rule", { help: "write one" })) as ReportError;
  assert.equal([named.message, named.help], ["slide.md: invalid rule", "write one"]);
  const plain = new Error("other");
  assert.is(mistakeIn("slide.md", plain), plain);
  const problems = new ProblemsError("many", ["one"]);
  assert.is(mistakeIn("slide.md", problems), problems);
});

test("twenty problems are named, and of more the number that is left", () => {
  const messageOf = (count: number) => {
    try {
      refuseProblems(Array.from({ length: count }, (_, index) => `p${index + 1}`));
      return "";
    } catch (error) {
      return (error as Error).message;
    }
  };
  assert.is(messageOf(0), "");
  assert.match(messageOf(20), /p20$/);
  assert.not.match(messageOf(20), "more");
  assert.match(messageOf(21), /p20\n {2}and 1 more$/);
});

test("JSON for readers has sorted keys, at every depth", () => {
  assert.is(
    prettyJson({ b: [{ d: 1, c: 2 }], a: null }),
    '{\n  "a": null,\n  "b": [\n    {\n      "c": 2,\n      "d": 1\n    }\n  ]\n}\n',
  );
});

test("only an object is a record, and text that is none is undefined", () => {
  assert.equal([{}, [], null, "a", 1].map(isRecord), [true, false, false, false, false]);
  assert.equal(['{"a":1}', "[1]", "{", undefined].map(parseRecord), [
    { a: 1 },
    undefined,
    undefined,
    undefined,
  ]);
});

test("settings are leaves by path; a list of plain values is one", () => {
  const leaves = configLeaves({ a: 1, b: { c: [1, 2], d: undefined }, e: [{ f: 2 }, [3]] });
  assert.equal(
    [...leaves],
    [
      ["a", 1],
      ["b.c", [1, 2]],
      ["e.0.f", 2],
      ["e.1", [3]],
    ],
  );
});

test.run();
