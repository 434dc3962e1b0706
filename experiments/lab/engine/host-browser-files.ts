/** The names of the files that a browser downloads before the engine starts in it. */

/** The module with our kernels. */
export const KERNELS = "kernels.wasm";
/** The WASM backend's binary, under the name that its loader asks for. */
export const BACKEND = "tfjs-backend-wasm-simd.wasm";
