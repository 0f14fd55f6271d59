/** The program of a child process of ours. */
export interface ProcessEntry {
  /** Absolute path of the file that the child runs. */
  path: string;
  /** Node's own arguments for the child. */
  execArgv: string[];
}
