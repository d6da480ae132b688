/** What Node tells a file of its place, and a job that travels as one script does not have. */
export const PLACE = /\b__(dirname|filename)\b/;

/** What to do instead of asking where the job file lies. */
export const NO_PLACE =
  'A job travels to other machines as one script and lies nowhere: let its load function read from ' +
  'context.dataDir (--data-dir), or import the JSON';
