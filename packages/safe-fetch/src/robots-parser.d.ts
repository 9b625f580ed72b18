/** robots-parser 3.0.1 is a CommonJS function, which its own declarations do not say under nodenext. */
declare module 'robots-parser' {
  interface Robots {
    /** Whether the rules allow the URL; undefined where the URL is of another origin. */
    isAllowed(url: string, userAgent?: string): boolean | undefined;
    /** Seconds of the agent's group, else of that of all; undefined where none is readable. */
    getCrawlDelay(userAgent: string): number | undefined;
  }
  function robotsParser(robotsUrl: string, text: string): Robots;
  export = robotsParser;
}
