/** The part of the WebAssembly interface that is used here: neither ES2023 nor Node's types declare it. */
declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { initial: number; maximum: number; shared: true });
    /** Made anew after growth: views of an older one end where it ended. */
    readonly buffer: SharedArrayBuffer;
    grow(pages: number): number;
  }

  class Module {
    private readonly compiled: true;
    constructor(bytes: Uint8Array);
  }

  class Instance<Exports> {
    constructor(module: Module, imports: { env: { memory: Memory } });
    readonly exports: Exports;
  }
}
