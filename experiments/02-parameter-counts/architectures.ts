/**
 * Published transformer architectures, all decoder-only, and exact counts of their parameters with and without LoRA.
 * Sizes have the papers' names.
 */

/** A decoder-only transformer as published. */
export interface Architecture {
  readonly name: string;
  /** Key of the reference. */
  readonly source: string;
  readonly nLayers: number;
  readonly dModel: number;
  readonly dFf: number;
  readonly vocabSize: number;
  /** Rows of the learned position table; 0 if positions are rotary. */
  readonly learnedPositions: number;
  /** Feed-forward products: 2 (up, down) or 3 (SwiGLU: gate, up, down). */
  readonly feedForwardLinears: 2 | 3;
  /** True if the output projection shares the embedding's weight. */
  readonly tiedHead: boolean;
  /** True if linears and norms have a bias (GPT-2, GPT-3); false for RMSNorm without biases (LLaMA). */
  readonly biases: boolean;
}

const gpt2 = { source: "gpt2", vocabSize: 50257, learnedPositions: 1024 } as const;
const gpt = { feedForwardLinears: 2, tiedHead: true, biases: true } as const;

/** Radford et al. 2019, Table 2; Touvron et al. 2023, Table 2; Brown et al. 2020, Table 2.1. */
export const architectures: readonly Architecture[] = [
  { name: "GPT-2 S", nLayers: 12, dModel: 768, dFf: 3072, ...gpt2, ...gpt },
  { name: "GPT-2 M", nLayers: 24, dModel: 1024, dFf: 4096, ...gpt2, ...gpt },
  { name: "GPT-2 L", nLayers: 36, dModel: 1280, dFf: 5120, ...gpt2, ...gpt },
  { name: "GPT-2 XL", nLayers: 48, dModel: 1600, dFf: 6400, ...gpt2, ...gpt },
  {
    name: "LLaMA-7B",
    source: "llama",
    nLayers: 32,
    dModel: 4096,
    dFf: 11008,
    vocabSize: 32000,
    learnedPositions: 0,
    feedForwardLinears: 3,
    tiedHead: false,
    biases: false,
  },
  {
    name: "GPT-3",
    source: "gpt3",
    nLayers: 96,
    dModel: 12288,
    dFf: 49152,
    vocabSize: 50257,
    learnedPositions: 2048,
    ...gpt,
  },
];

/** The linear layers that LoRA adapts: all in the blocks, or only query and value (Hu et al. 2021, section 4.2). */
export type LoraTarget = "all-linear" | "q,v";

/** Sizes of one linear layer. */
export interface LinearShape {
  readonly inputs: number;
  readonly outputs: number;
}

/** The target's linear layers in one block. Query, key and value count as separate matrices. */
function linearsOfBlock(architecture: Architecture, target: LoraTarget): readonly LinearShape[] {
  const { dModel, dFf, feedForwardLinears } = architecture;
  const square = { inputs: dModel, outputs: dModel };
  if (target === "q,v") return [square, square];
  const up = { inputs: dModel, outputs: dFf };
  const down = { inputs: dFf, outputs: dModel };
  return [square, square, square, square, ...(feedForwardLinears === 3 ? [up] : []), up, down];
}

/** Weights of the blocks' linear layers: the base of LoRA's share. */
export function countLinearWeights(architecture: Architecture, target: LoraTarget = "all-linear"): number {
  const ofBlock = linearsOfBlock(architecture, target).reduce(
    (sum, { inputs, outputs }) => sum + inputs * outputs,
    0,
  );
  return architecture.nLayers * ofBlock;
}

/** All parameters: embeddings, positions, blocks with norms and biases, last norm, and head if it is not tied. */
export function countPublished(architecture: Architecture): number {
  const { nLayers, dModel, vocabSize, learnedPositions, tiedHead, biases } = architecture;
  const norm = biases ? 2 * dModel : dModel;
  const biasesOfBlock = biases
    ? linearsOfBlock(architecture, "all-linear").reduce((sum, { outputs }) => sum + outputs, 0)
    : 0;
  const embeddings = (vocabSize + learnedPositions) * dModel + (tiedHead ? 0 : vocabSize * dModel);
  return embeddings + countLinearWeights(architecture) + nLayers * (biasesOfBlock + 2 * norm) + norm;
}

/** Parameters of A and B over the target's layers: r (inputs + outputs) each. */
export function countLoraParameters(architecture: Architecture, rank: number, target: LoraTarget): number {
  const ofBlock = linearsOfBlock(architecture, target).reduce(
    (sum, { inputs, outputs }) => sum + rank * (inputs + outputs),
    0,
  );
  return architecture.nLayers * ofBlock;
}

/** The rank at which A and B have as many parameters as the weights that they adapt. */
export function breakEvenRank(architecture: Architecture, target: LoraTarget): number {
  return countLinearWeights(architecture, target) / countLoraParameters(architecture, 1, target);
}
