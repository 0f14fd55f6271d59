/** The part of npm's own configuration reader that we use; the package has no types of its own. */
declare module "@npmcli/config" {
  export default class Config {
    constructor(options: {
      npmPath: string;
      definitions: object;
      shorthands: object;
      flatten: (config: object, flat?: object) => object;
      nerfDarts?: string[];
      argv?: string[];
      env?: NodeJS.ProcessEnv;
      cwd?: string;
      warn?: boolean;
    });
    load(): Promise<unknown>;
    /** Options in the shape that npm-registry-fetch takes: registries, logins, proxies, certificates. */
    readonly flat: import("npm-registry-fetch").Options;
  }
}
declare module "@npmcli/config/lib/definitions/index.js" {
  const exports: {
    definitions: { registry: { default: string } };
    shorthands: object;
    nerfDarts: string[];
    flatten: (config: object, flat?: object) => object;
  };
  export default exports;
}
