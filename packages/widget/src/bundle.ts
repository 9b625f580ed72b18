// Where the built bundle lies, for servers that hand it out. Nothing here needs a browser.

/** The file that pages load: one minified ES module. The same address from the sources and from the build. */
export const bundleUrl: URL = new URL('../dist/widget.js', import.meta.url);
