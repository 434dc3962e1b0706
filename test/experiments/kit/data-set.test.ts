import { suite } from "uvu";
import * as assert from "uvu/assert";
import { dataSet, handInData, packData, unpackData } from "../../../experiments/kit/data-set.ts";

const test = suite("data that trials read");

test("a data set is made once, at its first read, and not at all where it was handed in", () => {
  let made = 0;
  const read = dataSet("made once", () => ({ number: ++made }));
  assert.is(made, 0);
  assert.is(read(), read());
  assert.is(made, 1);
  handInData("handed in", "from elsewhere");
  assert.is(dataSet("handed in", () => assert.unreachable())(), "from elsewhere");
});

const value = {
  name: "é",
  parts: [new Uint8Array([1, 2, 3]), { inner: new Uint8Array([]), last: new Uint8Array([255]) }],
  none: null,
};

test("values and byte arrays come back, also from the middle of a buffer", () => {
  const packed = packData(value);
  assert.equal(unpackData(packed), value);
  const within = new Uint8Array(packed.length + 7);
  within.set(packed, 5);
  assert.equal(unpackData(within.subarray(5, 5 + packed.length)), value);
});

test("the file begins with the length of its header as four bytes, the lowest first, and ends with the bytes", () => {
  const packed = packData({ a: new Uint8Array([7, 8]) });
  const header = '{"a":{"$bytes":[0,2]}}';
  assert.equal([...packed.subarray(0, 4)], [header.length, 0, 0, 0]);
  assert.is(new TextDecoder().decode(packed.subarray(4, 4 + header.length)), header);
  assert.equal([...packed.subarray(4 + header.length)], [7, 8]);
});

test("each missing byte at the end is noticed", () => {
  const packed = packData(value);
  assert.throws(() => unpackData(packed.subarray(0, packed.length - 1)), "truncated data: 3 bytes");
  assert.throws(() => unpackData(packed.subarray(0, packed.length - 3)), RangeError);
});

test.run();
