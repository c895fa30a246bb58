/** Where saved failures stand unless told, seen from where the command runs. */
export const usualCorpus = 'corpus'
