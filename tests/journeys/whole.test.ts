import { expect, test } from 'vitest'
import { bribery } from './whole/bribery.ts'
import { noise } from './whole/city.ts'
import { company } from './whole/company.ts'
import { elder } from './whole/elder.ts'
import { trader } from './whole/trader.ts'
import { typist } from './whole/typist.ts'

/** Five people, each from the first click on the home page to the rating; the desk answers in between and reads it after. */
test.each([
  ['a market trader on a small phone without script', trader],
  ['a company with a film that breaks off on the way', company],
  ['an anonymous report of bribery', bribery],
  ['in elder mode, switched on by its link and still on at the end', elder],
  ['with the keyboard alone', typist],
])('%s', { timeout: 120_000 }, (_, walk) => walk())

test('the desk had nothing to complain about', async () => expect(await noise()).toEqual([]))
