/** What the parts of the page share with the server. */
export { LARGEST_PARTY, masked, readSeat } from '../../../api/open-day/door-words.ts'
