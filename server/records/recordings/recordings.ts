/** Audio files on disk, under the data folder's audio/. Paths given and returned are relative to the data folder. */
export interface Recordings {
  /** Writes audio/raw/{sessionId}_{turnNumber}.wav durably (fsync, rename, fsync); returns its relative path. */
  writeUserAudio(sessionId: string, turnNumber: number, pcm: Int16Array, sampleRateHz: number): Promise<string>;
  /** Writes audio/tts/{turnId}.wav durably; returns its relative path. */
  writeReplyAudio(turnId: string, pcm: Int16Array, sampleRateHz: number): Promise<string>;
  /** Removes files of turns whose row names none, or that never got a row. Missing files are no error. */
  remove(relativePaths: string[]): Promise<void>;
  /** Moves files into a new dated quarantine entry; returns its name, null when no file exists. People read `reason`. */
  quarantine(relativePaths: string[], reason: string): Promise<string | null>;
  /** Moves back the files that are in quarantine; returns their paths. */
  takeBack(relativePaths: string[]): Promise<string[]>;
  /** Relative paths of every recording on disk under audio/raw and audio/tts, temporary files excluded. */
  list(): Promise<string[]>;
  /** Removes the temporary files that a crash left; returns how many. Call it at start, before any write. */
  clearTemporary(): Promise<number>;
  /** Absolute path of a recording; throws AppError `not_found` for a path outside the audio folder. */
  resolve(relativePath: string): string;
}
