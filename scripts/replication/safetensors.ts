/**
 * Writes tensors in the safetensors format, which PyTorch's users read in one line: the length of a header in eight bytes,
 * the header as JSON, and the numbers of all tensors one after the other, little-endian.
 */

export interface Tensor {
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array | Uint8Array;
}

export function renderTensors(tensors: Readonly<Record<string, Tensor>>): Uint8Array {
  const header: Record<string, unknown> = {};
  const parts: Uint8Array[] = [];
  let offset = 0;
  // Wide numbers first, so that each tensor is aligned to its own numbers.
  const byWidth = Object.entries(tensors).sort(([, one], [, other]) => widthOf(other) - widthOf(one));
  for (const [name, { shape, values }] of byWidth) {
    const end = offset + values.byteLength;
    header[name] = { dtype: dtypeOf(values), shape, data_offsets: [offset, end] };
    parts.push(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    offset = end;
  }
  const text = JSON.stringify(header);
  const padded = Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, padded, ...parts]);
}

const widthOf = ({ values }: Tensor): number => values.BYTES_PER_ELEMENT;

function dtypeOf(values: Tensor["values"]): "F32" | "F64" | "U8" {
  if (values instanceof Float32Array) return "F32";
  return values instanceof Float64Array ? "F64" : "U8";
}
