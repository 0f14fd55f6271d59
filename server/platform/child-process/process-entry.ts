/** The program that a child process runs. */
export interface ProcessEntry {
  /** Absolute path of the file that the child runs. */
  path: string;
  /** Node's own arguments for the child. */
  execArgv: string[];
}
