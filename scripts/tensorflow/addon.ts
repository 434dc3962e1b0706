/**
 * The addon of @tensorflow/tfjs-node: its C++ sources, compiled against TensorFlow's library and Node's headers. It uses
 * Node's stable interface, so one file serves all versions of Node.
 */
import { basename, dirname, join } from "node:path";
import type { Effects } from "../base/effects.ts";
import { ReportError } from "../base/errors.ts";
import { packageFolder } from "./package.ts";
import { wheelParts } from "./wheel.ts";

/** Version of Node's stable interface: the highest that the package knows and looks for. */
const NODE_API = "8";

const COMPILER = "c++";

/** The folder of Node's headers. Throws a ReportError if they or a compiler are missing. */
export async function prepareCompiling({ disk, run }: Effects): Promise<string> {
  if ((await run(COMPILER, ["--version"])).code === undefined) {
    throw new ReportError(`missing program: ${COMPILER}`, {
      help: "install a C++ compiler, such as Debian's package g++",
    });
  }
  return await findNodeHeaders(disk);
}

/** Compiles the addon for the library in `folder`/deps into `folder`/lib. */
export async function compileAddon(
  folder: string,
  nodeHeaders: string,
  { root, disk, run, terminal }: Effects,
): Promise<void> {
  const deps = join(folder, "deps");
  const addon = join(folder, "lib", `napi-v${NODE_API}`, "tfjs_binding.node");
  const sources = ["tfjs_backend.cc", "tfjs_binding.cc"].map((name) =>
    join(packageFolder(root), "binding", name),
  );
  const libraries = wheelParts.libraries.map((library) => join(deps, "lib", basename(library)));
  terminal.line("compiling the addon");
  // Creates the folder, which the compiler does not.
  await disk.write(addon, "");
  const { code, output } = await run(COMPILER, [
    ...["-shared", "-fPIC", "-O2", "-std=c++17", `-DNAPI_VERSION=${NODE_API}`],
    ...["-I", join(deps, "include"), "-I", nodeHeaders, ...sources, ...libraries],
    // Where the addon looks for the library: beside itself, wherever node_modules/ lies.
    ...["-Wl,-rpath,$ORIGIN/../../deps/lib", "-o", addon],
  ]);
  if (code === 0) return;
  const reason = output.split("\n").find((line) => /error/i.test(line)) ?? `exit code ${code}`;
  throw new ReportError(`the addon could not be compiled: ${reason}`);
}

/** Node's headers lie beside its program, or where a system's own packages put them. */
async function findNodeHeaders(disk: Effects["disk"]): Promise<string> {
  const prefixes = [dirname(dirname(process.execPath)), "/usr/local", "/usr"];
  for (const prefix of prefixes) {
    const folder = join(prefix, "include", "node");
    if ((await disk.kind(join(folder, "node_api.h"))) === "file") return folder;
  }
  throw new ReportError(`missing header: node_api.h, in include/node/ of ${prefixes.join(", ")}`, {
    help: "install Node's headers, such as Debian's package libnode-dev, or use Node as nodejs.org distributes it",
  });
}
