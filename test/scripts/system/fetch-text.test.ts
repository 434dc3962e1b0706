/** Downloading a text, from a server on this machine. */
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { UnreachableError } from "../../../scripts/base/errors.ts";
import { fetchText } from "../../../scripts/system/node-effects.ts";
import { mistakeOf } from "../../helpers/mistakes.ts";

const test = suite("downloading a text");

/** Calls `use` with the address of such a server. */
async function withAnswer(listener: RequestListener, use: (address: string) => Promise<void>): Promise<void> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  try {
    await use(`http://127.0.0.1:${port}/manifest.json`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

test("the answer's status and text are returned, whatever the status", () =>
  withAnswer(
    (_, response) => void response.writeHead(418).end("café"),
    async (address) => assert.equal(await fetchText(address), { status: 418, text: "café" }),
  ));

test("a server that never answers is an error within the time", () =>
  withAnswer(
    () => {},
    async (address) => {
      assert.is(
        await mistakeOf(() => fetchText(address, 0.05)),
        `no answer from ${address}: nothing within 0.05 s`,
      );
    },
  ));

test("an answer that never ends is an error within the time", () =>
  withAnswer(
    (_, response) => void response.writeHead(200).write("{"),
    async (address) => {
      assert.is(
        await mistakeOf(() => fetchText(address, 0.05)),
        `no answer from ${address}: nothing within 0.05 s`,
      );
    },
  ));

test("a machine that cannot be reached is an error with the reason", async () => {
  let gone = "";
  await withAnswer(
    () => {},
    async (address) => {
      gone = address;
    },
  );
  assert.instance(await fetchText(gone).catch((error: unknown) => error), UnreachableError);
  assert.is(await mistakeOf(() => fetchText(gone)), `no answer from ${gone}: ECONNREFUSED`);
});

test.run();
