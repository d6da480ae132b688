/** `LOCKSTEP_SOAK=1`: the long tests go all the way, for hours; else they take a part that fits into half an hour. */
export const SOAK = process.env.LOCKSTEP_SOAK === '1';
