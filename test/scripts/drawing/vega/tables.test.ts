import { suite } from "uvu";
import * as assert from "uvu/assert";
import { toCsv } from "../../../../scripts/drawing/vega/tables.ts";

const test = suite("csv");

test("cells with commas, quotes or line breaks are quoted, missing ones are empty", () => {
  const rows = [
    { name: "W = BA, r = 4", note: 'the "deck"', value: 0.5 },
    { name: "two\nlines", note: null, value: 1e-7 },
  ];
  assert.is(toCsv(rows), 'name,note,value\n"W = BA, r = 4","the ""deck""",0.5\n"two\nlines",,1e-7\n');
});

test("a field that only later rows have gets a column", () => {
  assert.is(toCsv([{ a: 1 }, { a: 2, b: true }]), "a,b\n1,\n2,true\n");
});

test.run();
