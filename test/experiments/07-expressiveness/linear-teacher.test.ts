import { suite } from "uvu";
import { run } from "../../../experiments/07-expressiveness/linear-teacher.run.ts";
import { close } from "../../helpers/close.ts";

const test = suite("linear teacher");

async function errorsOf(spectrum: "flat" | "harmonic") {
  const config = { spectrum, size: 8, ranks: [1, 3, 8], steps: 600, learningRate: 0.03, seed: 7 };
  const { result } = await run(config, { inputs: {}, engine: "wasm", progress: () => {} });
  return result.errors;
}

test("a flat spectrum leaves sqrt(1 - r / d), in theory and after training", async () => {
  for (const { rank, trained, eckartYoung } of await errorsOf("flat")) {
    close(eckartYoung, Math.sqrt(1 - rank / 8), 1e-7, `theory at rank ${rank}`);
    close(trained, eckartYoung, 1e-3, `trained at rank ${rank}`);
  }
});

test("a spectrum of 1 / k leaves the tail of the sum of 1 / k^2", async () => {
  const tail = (from: number) =>
    [1, 2, 3, 4, 5, 6, 7, 8].slice(from).reduce((sum, k) => sum + 1 / (k * k), 0);
  for (const { rank, trained, eckartYoung } of await errorsOf("harmonic")) {
    close(eckartYoung, Math.sqrt(tail(rank) / tail(0)), 1e-7, `theory at rank ${rank}`);
    close(trained, eckartYoung, 1e-3, `trained at rank ${rank}`);
  }
});

test.run();
