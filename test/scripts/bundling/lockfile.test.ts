import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseLockfile } from "../../../scripts/bundling/lockfile.ts";
import { mistakeOf } from "../../helpers/mistakes.ts";

const lockfile = parseLockfile(
  JSON.stringify({
    lockfileVersion: 3,
    packages: {
      "": { dependencies: { top: "1", "@scope/one": "1" }, optionalDependencies: { absent: "1" } },
      "node_modules/top": { version: "1.0.0", dependencies: { shared: "1", "@scope/one": "*" } },
      "node_modules/top/node_modules/shared": { version: "1.5.0", dependencies: { deep: "*" } },
      "node_modules/shared": { version: "2.0.0" },
      "node_modules/deep": {
        version: "3.0.0",
        peerDependencies: { shared: "*" },
        optionalDependencies: { absent: "*" },
      },
      "node_modules/@scope/one": { version: "4.0.0", dependencies: { top: "*" } },
      "node_modules/stranger": { version: "5.0.0" },
    },
  }),
);

test("a package comes with all its dependencies, each resolved as Node does, even in cycles", () => {
  assert.equal(lockfile.versionsOf(["top"]), {
    top: "1.0.0",
    "top/node_modules/shared": "1.5.0",
    deep: "3.0.0",
    shared: "2.0.0",
    "@scope/one": "4.0.0",
  });
});

test("the order in which packages are named does not matter", () => {
  assert.equal(lockfile.versionsOf(["stranger", "deep"]), lockfile.versionsOf(["deep", "stranger"]));
});

test("the project's direct dependencies are listed with their versions, without absent ones", () => {
  assert.equal(lockfile.direct, { "@scope/one": "4.0.0", top: "1.0.0" });
  assert.is(lockfile.versionOf("deep"), "3.0.0");
  assert.is(lockfile.versionOf("absent"), undefined);
});

test("a package that is not locked is an error", async () => {
  assert.is(
    await mistakeOf(() => lockfile.versionsOf(["absent"])),
    "missing package in package-lock.json: absent",
  );
});

test.run();
