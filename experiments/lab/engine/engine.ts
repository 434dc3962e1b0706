/** TensorFlow.js as the engine of this report's trials. */
import type { Engine } from "../../kit/report.ts";
import { engineNamed, engineNames, NATIVE } from "./engine-name.ts";
import { libraryOf } from "./library.ts";

export const engine: Engine = {
  names: engineNames,
  exact: "wasm",
  sources: "experiments/lab/engine/",
  kernels: "experiments/lab/engine/kernels",
  compiler: "assemblyscript",
  packages: { node: [NATIVE] },
  library: (name, reader) => libraryOf(engineNamed(name), reader),
  browser: {
    host: new URL("./host-browser.ts", import.meta.url),
    files: new URL("./published-files.ts", import.meta.url),
  },
};
