import { type Questionnaire, questionsOf } from '../../content/kinds/questionnaire.ts'
import { find, type Published } from '../redaction/find.ts'
import type { Boxed } from './box.ts'
import type { Count } from './counting.ts'

/** Words that say nothing by themselves. */
const STOP = new Set(
  '我们 你们 他们 她们 它们 咱们 大家 自己 这个 那个 这些 那些 这样 那样 这里 那里 这么 那么 什么 怎么 怎样 哪里 一个 一些 一下 一点 一直 一样 没有 不是 就是 还是 但是 可是 因为 所以 如果 而且 或者 以及 虽然 已经 可以 能够 应该 需要 希望 觉得 认为 感觉 建议 时候 现在 以后 以前 之后 之前 进行 有些 有点 非常 比较 还有 其他 其它 等等 的话 不要 不会 不能 不用 对于 关于 通过 为了 并且 只是 不过 起来 出来 过来 下来 上去 问题 情况 方面 多些'.split(
    ' ',
  ),
)
const WORD = /^[\p{Script=Han}\p{Letter}]{2,12}$/u
const segments = new Intl.Segmenter('zh', { granularity: 'word' })

/** The words of a text, each once; passages that tell who somebody is are left out whole. */
function wordsIn(text: string, published: Published): string[] {
  const spans = find(text, [], published)
  const words = new Set<string>()
  for (const { segment, index, isWordLike } of segments.segment(text)) {
    const inside = spans.some(({ from, to }) => index < to && index + segment.length > from)
    const word = segment.toLowerCase()
    if (isWordLike && !inside && WORD.test(word) && !STOP.has(word)) words.add(word)
  }
  return [...words]
}

/** By how many people each word was used, question by question. */
export function wordCounts(questionnaire: Questionnaire, { answers }: Boxed, published: Published): Count[] {
  return questionsOf(questionnaire).flatMap((question) => {
    const text = question.asks === 'text' ? answers[question.id] : undefined
    if (typeof text !== 'string') return []
    return wordsIn(text, published).map((word): Count => [WORDS, '', question.id, word])
  })
}

/** The cut under which words are counted; results are never parted by it. */
export const WORDS = 'words'
