import { createRequire as __WEBPACK_EXTERNAL_createRequire } from "module";
/******/ var __webpack_modules__ = ({

/***/ 9379:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const ANY = Symbol('SemVer ANY')
// hoisted class for cyclic dependency
class Comparator {
  static get ANY () {
    return ANY
  }

  constructor (comp, options) {
    options = parseOptions(options)

    if (comp instanceof Comparator) {
      if (comp.loose === !!options.loose) {
        return comp
      } else {
        comp = comp.value
      }
    }

    comp = comp.trim().split(/\s+/).join(' ')
    debug('comparator', comp, options)
    this.options = options
    this.loose = !!options.loose
    this.parse(comp)

    if (this.semver === ANY) {
      this.value = ''
    } else {
      this.value = this.operator + this.semver.version
    }

    debug('comp', this)
  }

  parse (comp) {
    const r = this.options.loose ? re[t.COMPARATORLOOSE] : re[t.COMPARATOR]
    const m = comp.match(r)

    if (!m) {
      throw new TypeError(`Invalid comparator: ${comp}`)
    }

    this.operator = m[1] !== undefined ? m[1] : ''
    if (this.operator === '=') {
      this.operator = ''
    }

    // if it literally is just '>' or '' then allow anything.
    if (!m[2]) {
      this.semver = ANY
    } else {
      this.semver = new SemVer(m[2], this.options.loose)
    }
  }

  toString () {
    return this.value
  }

  test (version) {
    debug('Comparator.test', version, this.options.loose)

    if (this.semver === ANY || version === ANY) {
      return true
    }

    if (typeof version === 'string') {
      try {
        version = new SemVer(version, this.options)
      } catch (er) {
        return false
      }
    }

    return cmp(version, this.operator, this.semver, this.options)
  }

  intersects (comp, options) {
    if (!(comp instanceof Comparator)) {
      throw new TypeError('a Comparator is required')
    }

    if (this.operator === '') {
      if (this.value === '') {
        return true
      }
      return new Range(comp.value, options).test(this.value)
    } else if (comp.operator === '') {
      if (comp.value === '') {
        return true
      }
      return new Range(this.value, options).test(comp.semver)
    }

    options = parseOptions(options)

    // Special cases where nothing can possibly be lower
    if (options.includePrerelease &&
      (this.value === '<0.0.0-0' || comp.value === '<0.0.0-0')) {
      return false
    }
    if (!options.includePrerelease &&
      (this.value.startsWith('<0.0.0') || comp.value.startsWith('<0.0.0'))) {
      return false
    }

    // Same direction increasing (> or >=)
    if (this.operator.startsWith('>') && comp.operator.startsWith('>')) {
      return true
    }
    // Same direction decreasing (< or <=)
    if (this.operator.startsWith('<') && comp.operator.startsWith('<')) {
      return true
    }
    // same SemVer and both sides are inclusive (<= or >=)
    if (
      (this.semver.version === comp.semver.version) &&
      this.operator.includes('=') && comp.operator.includes('=')) {
      return true
    }
    // opposite directions less than
    if (cmp(this.semver, '<', comp.semver, options) &&
      this.operator.startsWith('>') && comp.operator.startsWith('<')) {
      return true
    }
    // opposite directions greater than
    if (cmp(this.semver, '>', comp.semver, options) &&
      this.operator.startsWith('<') && comp.operator.startsWith('>')) {
      return true
    }
    return false
  }
}

module.exports = Comparator

const parseOptions = __nccwpck_require__(356)
const { safeRe: re, t } = __nccwpck_require__(5471)
const cmp = __nccwpck_require__(8646)
const debug = __nccwpck_require__(1159)
const SemVer = __nccwpck_require__(7163)
const Range = __nccwpck_require__(6782)


/***/ }),

/***/ 6782:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const SPACE_CHARACTERS = /\s+/g

// hoisted class for cyclic dependency
class Range {
  constructor (range, options) {
    options = parseOptions(options)

    if (range instanceof Range) {
      if (
        range.loose === !!options.loose &&
        range.includePrerelease === !!options.includePrerelease
      ) {
        return range
      } else {
        return new Range(range.raw, options)
      }
    }

    if (range instanceof Comparator) {
      // just put it in the set and return
      this.raw = range.value
      this.set = [[range]]
      this.formatted = undefined
      return this
    }

    this.options = options
    this.loose = !!options.loose
    this.includePrerelease = !!options.includePrerelease

    // First reduce all whitespace as much as possible so we do not have to rely
    // on potentially slow regexes like \s*. This is then stored and used for
    // future error messages as well.
    this.raw = range.trim().replace(SPACE_CHARACTERS, ' ')

    // First, split on ||
    this.set = this.raw
      .split('||')
      // map the range to a 2d array of comparators
      .map(r => this.parseRange(r.trim()))
      // throw out any comparator lists that are empty
      // this generally means that it was not a valid range, which is allowed
      // in loose mode, but will still throw if the WHOLE range is invalid.
      .filter(c => c.length)

    if (!this.set.length) {
      throw new TypeError(`Invalid SemVer Range: ${this.raw}`)
    }

    // if we have any that are not the null set, throw out null sets.
    if (this.set.length > 1) {
      // keep the first one, in case they're all null sets
      const first = this.set[0]
      this.set = this.set.filter(c => !isNullSet(c[0]))
      if (this.set.length === 0) {
        this.set = [first]
      } else if (this.set.length > 1) {
        // if we have any that are *, then the range is just *
        for (const c of this.set) {
          if (c.length === 1 && isAny(c[0])) {
            this.set = [c]
            break
          }
        }
      }
    }

    this.formatted = undefined
  }

  get range () {
    if (this.formatted === undefined) {
      this.formatted = ''
      for (let i = 0; i < this.set.length; i++) {
        if (i > 0) {
          this.formatted += '||'
        }
        const comps = this.set[i]
        for (let k = 0; k < comps.length; k++) {
          if (k > 0) {
            this.formatted += ' '
          }
          this.formatted += comps[k].toString().trim()
        }
      }
    }
    return this.formatted
  }

  format () {
    return this.range
  }

  toString () {
    return this.range
  }

  parseRange (range) {
    // strip build metadata so it can't bleed into the version
    range = range.replace(BUILDSTRIPRE, '')

    // memoize range parsing for performance.
    // this is a very hot path, and fully deterministic.
    const memoOpts =
      (this.options.includePrerelease && FLAG_INCLUDE_PRERELEASE) |
      (this.options.loose && FLAG_LOOSE)
    const memoKey = memoOpts + ':' + range
    const cached = cache.get(memoKey)
    if (cached) {
      return cached
    }

    const loose = this.options.loose
    // `1.2.3 - 1.2.4` => `>=1.2.3 <=1.2.4`
    const hr = loose ? re[t.HYPHENRANGELOOSE] : re[t.HYPHENRANGE]
    range = range.replace(hr, hyphenReplace(this.options.includePrerelease))
    debug('hyphen replace', range)

    // `> 1.2.3 < 1.2.5` => `>1.2.3 <1.2.5`
    range = trimComparatorWhitespace(range)
    debug('comparator trim', range)

    // `~ 1.2.3` => `~1.2.3`
    range = range.replace(re[t.TILDETRIM], tildeTrimReplace)
    debug('tilde trim', range)

    // `^ 1.2.3` => `^1.2.3`
    range = range.replace(re[t.CARETTRIM], caretTrimReplace)
    debug('caret trim', range)

    // At this point, the range is completely trimmed and
    // ready to be split into comparators.

    let rangeList = range
      .split(' ')
      .map(comp => parseComparator(comp, this.options))
      .join(' ')
      .split(/\s+/)
      // >=0.0.0 is equivalent to *
      .map(comp => replaceGTE0(comp, this.options))

    if (loose) {
      // in loose mode, throw out any that are not valid comparators
      rangeList = rangeList.filter(comp => {
        debug('loose invalid filter', comp, this.options)
        return !!comp.match(re[t.COMPARATORLOOSE])
      })
    }
    debug('range list', rangeList)

    // if any comparators are the null set, then replace with JUST null set
    // if more than one comparator, remove any * comparators
    // also, don't include the same comparator more than once
    const rangeMap = new Map()
    const comparators = rangeList.map(comp => new Comparator(comp, this.options))
    for (const comp of comparators) {
      if (isNullSet(comp)) {
        return [comp]
      }
      rangeMap.set(comp.value, comp)
    }
    if (rangeMap.size > 1 && rangeMap.has('')) {
      rangeMap.delete('')
    }

    const result = [...rangeMap.values()]
    cache.set(memoKey, result)
    return result
  }

  intersects (range, options) {
    if (!(range instanceof Range)) {
      throw new TypeError('a Range is required')
    }

    return this.set.some((thisComparators) => {
      return (
        isSatisfiable(thisComparators, options) &&
        range.set.some((rangeComparators) => {
          return (
            isSatisfiable(rangeComparators, options) &&
            thisComparators.every((thisComparator) => {
              return rangeComparators.every((rangeComparator) => {
                return thisComparator.intersects(rangeComparator, options)
              })
            })
          )
        })
      )
    })
  }

  // if ANY of the sets match ALL of its comparators, then pass
  test (version) {
    if (!version) {
      return false
    }

    if (typeof version === 'string') {
      try {
        version = new SemVer(version, this.options)
      } catch (er) {
        return false
      }
    }

    for (let i = 0; i < this.set.length; i++) {
      if (testSet(this.set[i], version, this.options)) {
        return true
      }
    }
    return false
  }
}

module.exports = Range

const LRU = __nccwpck_require__(1383)
const cache = new LRU()

const parseOptions = __nccwpck_require__(356)
const Comparator = __nccwpck_require__(9379)
const debug = __nccwpck_require__(1159)
const SemVer = __nccwpck_require__(7163)
const trimComparatorWhitespace = __nccwpck_require__(9737)
const {
  safeRe: re,
  src,
  t,
  tildeTrimReplace,
  caretTrimReplace,
} = __nccwpck_require__(5471)
const { FLAG_INCLUDE_PRERELEASE, FLAG_LOOSE } = __nccwpck_require__(5101)

// unbounded global build-metadata stripper used by parseRange
const BUILDSTRIPRE = new RegExp(src[t.BUILD], 'g')

const isNullSet = c => c.value === '<0.0.0-0'
const isAny = c => c.value === ''

// take a set of comparators and determine whether there
// exists a version which can satisfy it
const isSatisfiable = (comparators, options) => {
  let result = true
  const remainingComparators = comparators.slice()
  let testComparator = remainingComparators.pop()

  while (result && remainingComparators.length) {
    result = remainingComparators.every((otherComparator) => {
      return testComparator.intersects(otherComparator, options)
    })

    testComparator = remainingComparators.pop()
  }

  return result
}

// comprised of xranges, tildes, stars, and gtlt's at this point.
// already replaced the hyphen ranges
// turn into a set of JUST comparators.
const parseComparator = (comp, options) => {
  comp = comp.replace(re[t.BUILD], '')
  debug('comp', comp, options)
  comp = replaceCarets(comp, options)
  debug('caret', comp)
  comp = replaceTildes(comp, options)
  debug('tildes', comp)
  comp = replaceXRanges(comp, options)
  debug('xrange', comp)
  comp = replaceStars(comp, options)
  debug('stars', comp)
  return comp
}

const isX = id => !id || id.toLowerCase() === 'x' || id === '*'

const invalidXRangeOrder = (M, m, p) => (
  (isX(M) && !isX(m)) ||
  (isX(m) && p && !isX(p))
)

// ~, ~> --> * (any, kinda silly)
// ~2, ~2.x, ~2.x.x, ~>2, ~>2.x ~>2.x.x --> >=2.0.0 <3.0.0-0
// ~2.0, ~2.0.x, ~>2.0, ~>2.0.x --> >=2.0.0 <2.1.0-0
// ~1.2, ~1.2.x, ~>1.2, ~>1.2.x --> >=1.2.0 <1.3.0-0
// ~1.2.3, ~>1.2.3 --> >=1.2.3 <1.3.0-0
// ~1.2.0, ~>1.2.0 --> >=1.2.0 <1.3.0-0
// ~0.0.1 --> >=0.0.1 <0.1.0-0
const replaceTildes = (comp, options) => {
  return comp
    .trim()
    .split(/\s+/)
    .map((c) => replaceTilde(c, options))
    .join(' ')
}

const replaceTilde = (comp, options) => {
  const r = options.loose ? re[t.TILDELOOSE] : re[t.TILDE]
  // if we're including prereleases in the match, then the lower bound is
  // -0, the lowest possible prerelease value, just like x-ranges and carets.
  // this keeps `~1.2` equivalent to the `1.2.x` x-range it's documented as.
  const z = options.includePrerelease ? '-0' : ''
  return comp.replace(r, (_, M, m, p, pr) => {
    debug('tilde', comp, _, M, m, p, pr)
    let ret

    if (isX(M)) {
      ret = ''
    } else if (isX(m)) {
      ret = `>=${M}.0.0${z} <${+M + 1}.0.0-0`
    } else if (isX(p)) {
      // ~1.2 == >=1.2.0 <1.3.0-0
      ret = `>=${M}.${m}.0${z} <${M}.${+m + 1}.0-0`
    } else if (pr) {
      debug('replaceTilde pr', pr)
      ret = `>=${M}.${m}.${p}-${pr
      } <${M}.${+m + 1}.0-0`
    } else {
      // ~1.2.3 == >=1.2.3 <1.3.0-0
      ret = `>=${M}.${m}.${p
      } <${M}.${+m + 1}.0-0`
    }

    debug('tilde return', ret)
    return ret
  })
}

// ^ --> * (any, kinda silly)
// ^2, ^2.x, ^2.x.x --> >=2.0.0 <3.0.0-0
// ^2.0, ^2.0.x --> >=2.0.0 <3.0.0-0
// ^1.2, ^1.2.x --> >=1.2.0 <2.0.0-0
// ^1.2.3 --> >=1.2.3 <2.0.0-0
// ^1.2.0 --> >=1.2.0 <2.0.0-0
// ^0.0.1 --> >=0.0.1 <0.0.2-0
// ^0.1.0 --> >=0.1.0 <0.2.0-0
const replaceCarets = (comp, options) => {
  return comp
    .trim()
    .split(/\s+/)
    .map((c) => replaceCaret(c, options))
    .join(' ')
}

const replaceCaret = (comp, options) => {
  debug('caret', comp, options)
  const r = options.loose ? re[t.CARETLOOSE] : re[t.CARET]
  const z = options.includePrerelease ? '-0' : ''
  return comp.replace(r, (_, M, m, p, pr) => {
    debug('caret', comp, _, M, m, p, pr)
    let ret

    if (isX(M)) {
      ret = ''
    } else if (isX(m)) {
      ret = `>=${M}.0.0${z} <${+M + 1}.0.0-0`
    } else if (isX(p)) {
      if (M === '0') {
        ret = `>=${M}.${m}.0${z} <${M}.${+m + 1}.0-0`
      } else {
        ret = `>=${M}.${m}.0${z} <${+M + 1}.0.0-0`
      }
    } else if (pr) {
      debug('replaceCaret pr', pr)
      if (M === '0') {
        if (m === '0') {
          ret = `>=${M}.${m}.${p}-${pr
          } <${M}.${m}.${+p + 1}-0`
        } else {
          ret = `>=${M}.${m}.${p}-${pr
          } <${M}.${+m + 1}.0-0`
        }
      } else {
        ret = `>=${M}.${m}.${p}-${pr
        } <${+M + 1}.0.0-0`
      }
    } else {
      debug('no pr')
      if (M === '0') {
        if (m === '0') {
          ret = `>=${M}.${m}.${p
          } <${M}.${m}.${+p + 1}-0`
        } else {
          ret = `>=${M}.${m}.${p
          } <${M}.${+m + 1}.0-0`
        }
      } else {
        ret = `>=${M}.${m}.${p
        } <${+M + 1}.0.0-0`
      }
    }

    debug('caret return', ret)
    return ret
  })
}

const replaceXRanges = (comp, options) => {
  debug('replaceXRanges', comp, options)
  return comp
    .split(/\s+/)
    .map((c) => replaceXRange(c, options))
    .join(' ')
}

const replaceXRange = (comp, options) => {
  comp = comp.trim()
  const r = options.loose ? re[t.XRANGELOOSE] : re[t.XRANGE]
  return comp.replace(r, (ret, gtlt, M, m, p, pr) => {
    debug('xRange', comp, ret, gtlt, M, m, p, pr)
    if (invalidXRangeOrder(M, m, p)) {
      return comp
    }

    const xM = isX(M)
    const xm = xM || isX(m)
    const xp = xm || isX(p)
    const anyX = xp

    if (gtlt === '=' && anyX) {
      gtlt = ''
    }

    // if we're including prereleases in the match, then we need
    // to fix this to -0, the lowest possible prerelease value
    pr = options.includePrerelease ? '-0' : ''

    if (xM) {
      if (gtlt === '>' || gtlt === '<') {
        // nothing is allowed
        ret = '<0.0.0-0'
      } else {
        // nothing is forbidden
        ret = '*'
      }
    } else if (gtlt && anyX) {
      // we know patch is an x, because we have any x at all.
      // replace X with 0
      if (xm) {
        m = 0
      }
      p = 0

      if (gtlt === '>') {
        // >1 => >=2.0.0
        // >1.2 => >=1.3.0
        gtlt = '>='
        if (xm) {
          M = +M + 1
          m = 0
          p = 0
        } else {
          m = +m + 1
          p = 0
        }
      } else if (gtlt === '<=') {
        // <=0.7.x is actually <0.8.0, since any 0.7.x should
        // pass.  Similarly, <=7.x is actually <8.0.0, etc.
        gtlt = '<'
        if (xm) {
          M = +M + 1
        } else {
          m = +m + 1
        }
      }

      if (gtlt === '<') {
        pr = '-0'
      }

      ret = `${gtlt + M}.${m}.${p}${pr}`
    } else if (xm) {
      ret = `>=${M}.0.0${pr} <${+M + 1}.0.0-0`
    } else if (xp) {
      ret = `>=${M}.${m}.0${pr
      } <${M}.${+m + 1}.0-0`
    }

    debug('xRange return', ret)

    return ret
  })
}

// Because * is AND-ed with everything else in the comparator,
// and '' means "any version", just remove the *s entirely.
const replaceStars = (comp, options) => {
  debug('replaceStars', comp, options)
  // Looseness is ignored here.  star is always as loose as it gets!
  return comp
    .trim()
    .replace(re[t.STAR], '')
}

const replaceGTE0 = (comp, options) => {
  debug('replaceGTE0', comp, options)
  return comp
    .trim()
    .replace(re[options.includePrerelease ? t.GTE0PRE : t.GTE0], '')
}

// This function is passed to string.replace(re[t.HYPHENRANGE])
// M, m, patch, prerelease, build
// 1.2 - 3.4.5 => >=1.2.0 <=3.4.5
// 1.2.3 - 3.4 => >=1.2.0 <3.5.0-0 Any 3.4.x will do
// 1.2 - 3.4 => >=1.2.0 <3.5.0-0
// TODO build?
const hyphenReplace = incPr => ($0,
  from, fM, fm, fp, fpr, fb,
  to, tM, tm, tp, tpr) => {
  if (isX(fM)) {
    from = ''
  } else if (isX(fm)) {
    from = `>=${fM}.0.0${incPr ? '-0' : ''}`
  } else if (isX(fp)) {
    from = `>=${fM}.${fm}.0${incPr ? '-0' : ''}`
  } else if (fpr) {
    from = `>=${from}`
  } else {
    from = `>=${from}${incPr ? '-0' : ''}`
  }

  if (isX(tM)) {
    to = ''
  } else if (isX(tm)) {
    to = `<${+tM + 1}.0.0-0`
  } else if (isX(tp)) {
    to = `<${tM}.${+tm + 1}.0-0`
  } else if (tpr) {
    to = `<=${tM}.${tm}.${tp}-${tpr}`
  } else if (incPr) {
    to = `<${tM}.${tm}.${+tp + 1}-0`
  } else {
    to = `<=${to}`
  }

  return `${from} ${to}`.trim()
}

const testSet = (set, version, options) => {
  for (let i = 0; i < set.length; i++) {
    if (!set[i].test(version)) {
      return false
    }
  }

  if (version.prerelease.length && !options.includePrerelease) {
    // Find the set of versions that are allowed to have prereleases
    // For example, ^1.2.3-pr.1 desugars to >=1.2.3-pr.1 <2.0.0
    // That should allow `1.2.3-pr.2` to pass.
    // However, `1.2.4-alpha.notready` should NOT be allowed,
    // even though it's within the range set by the comparators.
    for (let i = 0; i < set.length; i++) {
      debug(set[i].semver)
      if (set[i].semver === Comparator.ANY) {
        continue
      }

      if (set[i].semver.prerelease.length > 0) {
        const allowed = set[i].semver
        if (allowed.major === version.major &&
            allowed.minor === version.minor &&
            allowed.patch === version.patch) {
          return true
        }
      }
    }

    // Version has a -pre, but it's not one of the ones we like.
    return false
  }

  return true
}


/***/ }),

/***/ 7163:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const debug = __nccwpck_require__(1159)
const { MAX_LENGTH, MAX_SAFE_INTEGER } = __nccwpck_require__(5101)
const { safeRe: re, t } = __nccwpck_require__(5471)

const parseOptions = __nccwpck_require__(356)
const { compareIdentifiers } = __nccwpck_require__(3348)

const isPrereleaseIdentifier = (prerelease, identifier) => {
  const identifiers = identifier.split('.')
  if (identifiers.length > prerelease.length) {
    return false
  }

  for (let i = 0; i < identifiers.length; i++) {
    if (compareIdentifiers(prerelease[i], identifiers[i]) !== 0) {
      return false
    }
  }

  return true
}

class SemVer {
  constructor (version, options) {
    options = parseOptions(options)

    if (version instanceof SemVer) {
      if (version.loose === !!options.loose &&
        version.includePrerelease === !!options.includePrerelease) {
        return version
      } else {
        version = version.version
      }
    } else if (typeof version !== 'string') {
      throw new TypeError(`Invalid version. Must be a string. Got type "${typeof version}".`)
    }

    if (version.length > MAX_LENGTH) {
      throw new TypeError(
        `version is longer than ${MAX_LENGTH} characters`
      )
    }

    debug('SemVer', version, options)
    this.options = options
    this.loose = !!options.loose
    // this isn't actually relevant for versions, but keep it so that we
    // don't run into trouble passing this.options around.
    this.includePrerelease = !!options.includePrerelease

    const m = version.trim().match(options.loose ? re[t.LOOSE] : re[t.FULL])

    if (!m) {
      throw new TypeError(`Invalid Version: ${version}`)
    }

    this.raw = version

    // these are actually numbers
    this.major = +m[1]
    this.minor = +m[2]
    this.patch = +m[3]

    if (this.major > MAX_SAFE_INTEGER || this.major < 0) {
      throw new TypeError('Invalid major version')
    }

    if (this.minor > MAX_SAFE_INTEGER || this.minor < 0) {
      throw new TypeError('Invalid minor version')
    }

    if (this.patch > MAX_SAFE_INTEGER || this.patch < 0) {
      throw new TypeError('Invalid patch version')
    }

    // numberify any prerelease numeric ids
    if (!m[4]) {
      this.prerelease = []
    } else {
      this.prerelease = m[4].split('.').map((id) => {
        if (/^[0-9]+$/.test(id)) {
          const num = +id
          if (num >= 0 && num < MAX_SAFE_INTEGER) {
            return num
          }
        }
        return id
      })
    }

    this.build = m[5] ? m[5].split('.') : []
    this.format()
  }

  format () {
    this.version = `${this.major}.${this.minor}.${this.patch}`
    if (this.prerelease.length) {
      this.version += `-${this.prerelease.join('.')}`
    }
    return this.version
  }

  toString () {
    return this.version
  }

  compare (other) {
    debug('SemVer.compare', this.version, this.options, other)
    if (!(other instanceof SemVer)) {
      if (typeof other === 'string' && other === this.version) {
        return 0
      }
      other = new SemVer(other, this.options)
    }

    if (other.version === this.version) {
      return 0
    }

    return this.compareMain(other) || this.comparePre(other)
  }

  compareMain (other) {
    if (!(other instanceof SemVer)) {
      other = new SemVer(other, this.options)
    }

    if (this.major < other.major) {
      return -1
    }
    if (this.major > other.major) {
      return 1
    }
    if (this.minor < other.minor) {
      return -1
    }
    if (this.minor > other.minor) {
      return 1
    }
    if (this.patch < other.patch) {
      return -1
    }
    if (this.patch > other.patch) {
      return 1
    }
    return 0
  }

  comparePre (other) {
    if (!(other instanceof SemVer)) {
      other = new SemVer(other, this.options)
    }

    // NOT having a prerelease is > having one
    if (this.prerelease.length && !other.prerelease.length) {
      return -1
    } else if (!this.prerelease.length && other.prerelease.length) {
      return 1
    } else if (!this.prerelease.length && !other.prerelease.length) {
      return 0
    }

    let i = 0
    do {
      const a = this.prerelease[i]
      const b = other.prerelease[i]
      debug('prerelease compare', i, a, b)
      if (a === undefined && b === undefined) {
        return 0
      } else if (b === undefined) {
        return 1
      } else if (a === undefined) {
        return -1
      } else if (a === b) {
        continue
      } else {
        return compareIdentifiers(a, b)
      }
    } while (++i)
  }

  compareBuild (other) {
    if (!(other instanceof SemVer)) {
      other = new SemVer(other, this.options)
    }

    let i = 0
    do {
      const a = this.build[i]
      const b = other.build[i]
      debug('build compare', i, a, b)
      if (a === undefined && b === undefined) {
        return 0
      } else if (b === undefined) {
        return 1
      } else if (a === undefined) {
        return -1
      } else if (a === b) {
        continue
      } else {
        return compareIdentifiers(a, b)
      }
    } while (++i)
  }

  // preminor will bump the version up to the next minor release, and immediately
  // down to pre-release. premajor and prepatch work the same way.
  inc (release, identifier, identifierBase) {
    if (release.startsWith('pre')) {
      if (!identifier && identifierBase === false) {
        throw new Error('invalid increment argument: identifier is empty')
      }
      // Avoid an invalid semver results
      if (identifier) {
        const match = `-${identifier}`.match(this.options.loose ? re[t.PRERELEASELOOSE] : re[t.PRERELEASE])
        if (!match || match[1] !== identifier) {
          throw new Error(`invalid identifier: ${identifier}`)
        }
      }
    }

    switch (release) {
      case 'premajor':
        this.prerelease.length = 0
        this.patch = 0
        this.minor = 0
        this.major++
        this.inc('pre', identifier, identifierBase)
        break
      case 'preminor':
        this.prerelease.length = 0
        this.patch = 0
        this.minor++
        this.inc('pre', identifier, identifierBase)
        break
      case 'prepatch':
        // If this is already a prerelease, it will bump to the next version
        // drop any prereleases that might already exist, since they are not
        // relevant at this point.
        this.prerelease.length = 0
        this.inc('patch', identifier, identifierBase)
        this.inc('pre', identifier, identifierBase)
        break
      // If the input is a non-prerelease version, this acts the same as
      // prepatch.
      case 'prerelease':
        if (this.prerelease.length === 0) {
          this.inc('patch', identifier, identifierBase)
        }
        this.inc('pre', identifier, identifierBase)
        break
      case 'release':
        if (this.prerelease.length === 0) {
          throw new Error(`version ${this.raw} is not a prerelease`)
        }
        this.prerelease.length = 0
        break

      case 'major':
        // If this is a pre-major version, bump up to the same major version.
        // Otherwise increment major.
        // 1.0.0-5 bumps to 1.0.0
        // 1.1.0 bumps to 2.0.0
        if (
          this.minor !== 0 ||
          this.patch !== 0 ||
          this.prerelease.length === 0
        ) {
          this.major++
        }
        this.minor = 0
        this.patch = 0
        this.prerelease = []
        break
      case 'minor':
        // If this is a pre-minor version, bump up to the same minor version.
        // Otherwise increment minor.
        // 1.2.0-5 bumps to 1.2.0
        // 1.2.1 bumps to 1.3.0
        if (this.patch !== 0 || this.prerelease.length === 0) {
          this.minor++
        }
        this.patch = 0
        this.prerelease = []
        break
      case 'patch':
        // If this is not a pre-release version, it will increment the patch.
        // If it is a pre-release it will bump up to the same patch version.
        // 1.2.0-5 patches to 1.2.0
        // 1.2.0 patches to 1.2.1
        if (this.prerelease.length === 0) {
          this.patch++
        }
        this.prerelease = []
        break
      // This probably shouldn't be used publicly.
      // 1.0.0 'pre' would become 1.0.0-0 which is the wrong direction.
      case 'pre': {
        const base = Number(identifierBase) ? 1 : 0

        if (this.prerelease.length === 0) {
          this.prerelease = [base]
        } else {
          let i = this.prerelease.length
          while (--i >= 0) {
            if (typeof this.prerelease[i] === 'number') {
              this.prerelease[i]++
              i = -2
            }
          }
          if (i === -1) {
            // didn't increment anything
            if (identifier === this.prerelease.join('.') && identifierBase === false) {
              throw new Error('invalid increment argument: identifier already exists')
            }
            this.prerelease.push(base)
          }
        }
        if (identifier) {
          // 1.2.0-beta.1 bumps to 1.2.0-beta.2,
          // 1.2.0-beta.fooblz or 1.2.0-beta bumps to 1.2.0-beta.0
          let prerelease = [identifier, base]
          if (identifierBase === false) {
            prerelease = [identifier]
          }
          if (isPrereleaseIdentifier(this.prerelease, identifier)) {
            const prereleaseBase = this.prerelease[identifier.split('.').length]
            if (isNaN(prereleaseBase)) {
              this.prerelease = prerelease
            }
          } else {
            this.prerelease = prerelease
          }
        }
        break
      }
      default:
        throw new Error(`invalid increment argument: ${release}`)
    }
    this.raw = this.format()
    if (this.build.length) {
      this.raw += `+${this.build.join('.')}`
    }
    return this
  }
}

module.exports = SemVer


/***/ }),

/***/ 1799:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const parse = __nccwpck_require__(6353)
const clean = (version, options) => {
  const s = parse(version.trim().replace(/^[=v]+/, ''), options)
  return s ? s.version : null
}
module.exports = clean


/***/ }),

/***/ 8646:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const eq = __nccwpck_require__(5082)
const neq = __nccwpck_require__(4974)
const gt = __nccwpck_require__(6599)
const gte = __nccwpck_require__(1236)
const lt = __nccwpck_require__(3872)
const lte = __nccwpck_require__(6717)

const cmp = (a, op, b, loose) => {
  switch (op) {
    case '===':
      if (typeof a === 'object') {
        a = a.version
      }
      if (typeof b === 'object') {
        b = b.version
      }
      return a === b

    case '!==':
      if (typeof a === 'object') {
        a = a.version
      }
      if (typeof b === 'object') {
        b = b.version
      }
      return a !== b

    case '':
    case '=':
    case '==':
      return eq(a, b, loose)

    case '!=':
      return neq(a, b, loose)

    case '>':
      return gt(a, b, loose)

    case '>=':
      return gte(a, b, loose)

    case '<':
      return lt(a, b, loose)

    case '<=':
      return lte(a, b, loose)

    default:
      throw new TypeError(`Invalid operator: ${op}`)
  }
}
module.exports = cmp


/***/ }),

/***/ 5385:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const SemVer = __nccwpck_require__(7163)
const parse = __nccwpck_require__(6353)
const { safeRe: re, t } = __nccwpck_require__(5471)

const coerce = (version, options) => {
  if (version instanceof SemVer) {
    return version
  }

  if (typeof version === 'number') {
    version = String(version)
  }

  if (typeof version !== 'string') {
    return null
  }

  options = options || {}

  let match = null
  if (!options.rtl) {
    match = version.match(options.includePrerelease ? re[t.COERCEFULL] : re[t.COERCE])
  } else {
    // Find the right-most coercible string that does not share
    // a terminus with a more left-ward coercible string.
    // Eg, '1.2.3.4' wants to coerce '2.3.4', not '3.4' or '4'
    // With includePrerelease option set, '1.2.3.4-rc' wants to coerce '2.3.4-rc', not '2.3.4'
    //
    // Walk through the string checking with a /g regexp
    // Manually set the index so as to pick up overlapping matches.
    // Stop when we get a match that ends at the string end, since no
    // coercible string can be more right-ward without the same terminus.
    const coerceRtlRegex = options.includePrerelease ? re[t.COERCERTLFULL] : re[t.COERCERTL]
    let next
    while ((next = coerceRtlRegex.exec(version)) &&
        (!match || match.index + match[0].length !== version.length)
    ) {
      if (!match ||
            next.index + next[0].length !== match.index + match[0].length) {
        match = next
      }
      coerceRtlRegex.lastIndex = next.index + next[1].length + next[2].length
    }
    // leave it in a clean state
    coerceRtlRegex.lastIndex = -1
  }

  if (match === null) {
    return null
  }

  const major = match[2]
  const minor = match[3] || '0'
  const patch = match[4] || '0'
  const prerelease = options.includePrerelease && match[5] ? `-${match[5]}` : ''
  const build = options.includePrerelease && match[6] ? `+${match[6]}` : ''

  return parse(`${major}.${minor}.${patch}${prerelease}${build}`, options)
}
module.exports = coerce


/***/ }),

/***/ 7648:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const SemVer = __nccwpck_require__(7163)
const compareBuild = (a, b, loose) => {
  const versionA = new SemVer(a, loose)
  const versionB = new SemVer(b, loose)
  return versionA.compare(versionB) || versionA.compareBuild(versionB)
}
module.exports = compareBuild


/***/ }),

/***/ 6874:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const compare = __nccwpck_require__(8469)
const compareLoose = (a, b) => compare(a, b, true)
module.exports = compareLoose


/***/ }),

/***/ 8469:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const SemVer = __nccwpck_require__(7163)
const compare = (a, b, loose) =>
  new SemVer(a, loose).compare(new SemVer(b, loose))

module.exports = compare


/***/ }),

/***/ 711:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const parse = __nccwpck_require__(6353)

const diff = (version1, version2) => {
  const v1 = parse(version1, null, true)
  const v2 = parse(version2, null, true)
  const comparison = v1.compare(v2)

  if (comparison === 0) {
    return null
  }

  const v1Higher = comparison > 0
  const highVersion = v1Higher ? v1 : v2
  const lowVersion = v1Higher ? v2 : v1
  const highHasPre = !!highVersion.prerelease.length
  const lowHasPre = !!lowVersion.prerelease.length

  if (lowHasPre && !highHasPre) {
    // Going from prerelease -> no prerelease requires some special casing

    // If the low version has only a major, then it will always be a major
    // Some examples:
    // 1.0.0-1 -> 1.0.0
    // 1.0.0-1 -> 1.1.1
    // 1.0.0-1 -> 2.0.0
    if (!lowVersion.patch && !lowVersion.minor) {
      return 'major'
    }

    // If the main part has no difference
    if (lowVersion.compareMain(highVersion) === 0) {
      if (lowVersion.minor && !lowVersion.patch) {
        return 'minor'
      }
      return 'patch'
    }
  }

  // add the `pre` prefix if we are going to a prerelease version
  const prefix = highHasPre ? 'pre' : ''

  if (v1.major !== v2.major) {
    return prefix + 'major'
  }

  if (v1.minor !== v2.minor) {
    return prefix + 'minor'
  }

  if (v1.patch !== v2.patch) {
    return prefix + 'patch'
  }

  // high and low are prereleases
  return 'prerelease'
}

module.exports = diff


/***/ }),

/***/ 5082:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const compare = __nccwpck_require__(8469)
const eq = (a, b, loose) => compare(a, b, loose) === 0
module.exports = eq


/***/ }),

/***/ 6599:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const compare = __nccwpck_require__(8469)
const gt = (a, b, loose) => compare(a, b, loose) > 0
module.exports = gt


/***/ }),

/***/ 1236:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const compare = __nccwpck_require__(8469)
const gte = (a, b, loose) => compare(a, b, loose) >= 0
module.exports = gte


/***/ }),

/***/ 2338:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const SemVer = __nccwpck_require__(7163)

const inc = (version, release, options, identifier, identifierBase) => {
  if (typeof (options) === 'string') {
    identifierBase = identifier
    identifier = options
    options = undefined
  }

  try {
    return new SemVer(
      version instanceof SemVer ? version.version : version,
      options
    ).inc(release, identifier, identifierBase).version
  } catch (er) {
    return null
  }
}
module.exports = inc


/***/ }),

/***/ 3872:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const compare = __nccwpck_require__(8469)
const lt = (a, b, loose) => compare(a, b, loose) < 0
module.exports = lt


/***/ }),

/***/ 6717:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const compare = __nccwpck_require__(8469)
const lte = (a, b, loose) => compare(a, b, loose) <= 0
module.exports = lte


/***/ }),

/***/ 8511:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const SemVer = __nccwpck_require__(7163)
const major = (a, loose) => new SemVer(a, loose).major
module.exports = major


/***/ }),

/***/ 2603:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const SemVer = __nccwpck_require__(7163)
const minor = (a, loose) => new SemVer(a, loose).minor
module.exports = minor


/***/ }),

/***/ 4974:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const compare = __nccwpck_require__(8469)
const neq = (a, b, loose) => compare(a, b, loose) !== 0
module.exports = neq


/***/ }),

/***/ 6353:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const SemVer = __nccwpck_require__(7163)
const parse = (version, options, throwErrors = false) => {
  if (version instanceof SemVer) {
    return version
  }
  try {
    return new SemVer(version, options)
  } catch (er) {
    if (!throwErrors) {
      return null
    }
    throw er
  }
}

module.exports = parse


/***/ }),

/***/ 8756:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const SemVer = __nccwpck_require__(7163)
const patch = (a, loose) => new SemVer(a, loose).patch
module.exports = patch


/***/ }),

/***/ 5714:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const parse = __nccwpck_require__(6353)
const prerelease = (version, options) => {
  const parsed = parse(version, options)
  return (parsed && parsed.prerelease.length) ? parsed.prerelease : null
}
module.exports = prerelease


/***/ }),

/***/ 2173:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const compare = __nccwpck_require__(8469)
const rcompare = (a, b, loose) => compare(b, a, loose)
module.exports = rcompare


/***/ }),

/***/ 7192:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const compareBuild = __nccwpck_require__(7648)
const rsort = (list, loose) => list.sort((a, b) => compareBuild(b, a, loose))
module.exports = rsort


/***/ }),

/***/ 8011:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const Range = __nccwpck_require__(6782)
const satisfies = (version, range, options) => {
  try {
    range = new Range(range, options)
  } catch (er) {
    return false
  }
  return range.test(version)
}
module.exports = satisfies


/***/ }),

/***/ 9872:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const compareBuild = __nccwpck_require__(7648)
const sort = (list, loose) => list.sort((a, b) => compareBuild(a, b, loose))
module.exports = sort


/***/ }),

/***/ 6114:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const parse = __nccwpck_require__(6353)
const constants = __nccwpck_require__(5101)
const SemVer = __nccwpck_require__(7163)

const truncate = (version, truncation, options) => {
  if (!constants.RELEASE_TYPES.includes(truncation)) {
    return null
  }

  const clonedVersion = cloneInputVersion(version, options)
  return clonedVersion && doTruncation(clonedVersion, truncation)
}

const cloneInputVersion = (version, options) => {
  const versionStringToParse = (
    version instanceof SemVer ? version.version : version
  )

  return parse(versionStringToParse, options)
}

const doTruncation = (version, truncation) => {
  if (isPrerelease(truncation)) {
    return version.version
  }

  version.prerelease = []

  switch (truncation) {
    case 'major':
      version.minor = 0
      version.patch = 0
      break
    case 'minor':
      version.patch = 0
      break
  }

  return version.format()
}

const isPrerelease = (type) => {
  return type.startsWith('pre')
}

module.exports = truncate


/***/ }),

/***/ 8780:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const parse = __nccwpck_require__(6353)
const valid = (version, options) => {
  const v = parse(version, options)
  return v ? v.version : null
}
module.exports = valid


/***/ }),

/***/ 2088:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



// just pre-load all the stuff that index.js lazily exports
const internalRe = __nccwpck_require__(5471)
const constants = __nccwpck_require__(5101)
const SemVer = __nccwpck_require__(7163)
const identifiers = __nccwpck_require__(3348)
const parse = __nccwpck_require__(6353)
const valid = __nccwpck_require__(8780)
const clean = __nccwpck_require__(1799)
const inc = __nccwpck_require__(2338)
const diff = __nccwpck_require__(711)
const major = __nccwpck_require__(8511)
const minor = __nccwpck_require__(2603)
const patch = __nccwpck_require__(8756)
const prerelease = __nccwpck_require__(5714)
const compare = __nccwpck_require__(8469)
const rcompare = __nccwpck_require__(2173)
const compareLoose = __nccwpck_require__(6874)
const compareBuild = __nccwpck_require__(7648)
const sort = __nccwpck_require__(9872)
const rsort = __nccwpck_require__(7192)
const gt = __nccwpck_require__(6599)
const lt = __nccwpck_require__(3872)
const eq = __nccwpck_require__(5082)
const neq = __nccwpck_require__(4974)
const gte = __nccwpck_require__(1236)
const lte = __nccwpck_require__(6717)
const cmp = __nccwpck_require__(8646)
const coerce = __nccwpck_require__(5385)
const truncate = __nccwpck_require__(6114)
const Comparator = __nccwpck_require__(9379)
const Range = __nccwpck_require__(6782)
const satisfies = __nccwpck_require__(8011)
const toComparators = __nccwpck_require__(4750)
const maxSatisfying = __nccwpck_require__(3193)
const minSatisfying = __nccwpck_require__(8595)
const minVersion = __nccwpck_require__(1866)
const validRange = __nccwpck_require__(4737)
const outside = __nccwpck_require__(280)
const gtr = __nccwpck_require__(2276)
const ltr = __nccwpck_require__(5213)
const intersects = __nccwpck_require__(3465)
const simplifyRange = __nccwpck_require__(2028)
const subset = __nccwpck_require__(1489)
module.exports = {
  parse,
  valid,
  clean,
  inc,
  diff,
  major,
  minor,
  patch,
  prerelease,
  compare,
  rcompare,
  compareLoose,
  compareBuild,
  sort,
  rsort,
  gt,
  lt,
  eq,
  neq,
  gte,
  lte,
  cmp,
  coerce,
  truncate,
  Comparator,
  Range,
  satisfies,
  toComparators,
  maxSatisfying,
  minSatisfying,
  minVersion,
  validRange,
  outside,
  gtr,
  ltr,
  intersects,
  simplifyRange,
  subset,
  SemVer,
  re: internalRe.re,
  src: internalRe.src,
  tokens: internalRe.t,
  SEMVER_SPEC_VERSION: constants.SEMVER_SPEC_VERSION,
  RELEASE_TYPES: constants.RELEASE_TYPES,
  compareIdentifiers: identifiers.compareIdentifiers,
  rcompareIdentifiers: identifiers.rcompareIdentifiers,
}


/***/ }),

/***/ 5101:
/***/ ((module) => {



// Note: this is the semver.org version of the spec that it implements
// Not necessarily the package version of this code.
const SEMVER_SPEC_VERSION = '2.0.0'

const MAX_LENGTH = 256
const MAX_SAFE_INTEGER = Number.MAX_SAFE_INTEGER ||
/* istanbul ignore next */ 9007199254740991

// Max safe segment length for coercion.
const MAX_SAFE_COMPONENT_LENGTH = 16

// Max safe length for a build identifier. The max length minus 6 characters for
// the shortest version with a build 0.0.0+BUILD.
const MAX_SAFE_BUILD_LENGTH = MAX_LENGTH - 6

// ECMAScript whitespace and line terminators matched by \s.
const WHITESPACE_CHARACTERS = [
  '\t',
  '\n',
  '\v',
  '\f',
  '\r',
  ' ',
  '\u00a0',
  '\u1680',
  '\u2000',
  '\u2001',
  '\u2002',
  '\u2003',
  '\u2004',
  '\u2005',
  '\u2006',
  '\u2007',
  '\u2008',
  '\u2009',
  '\u200a',
  '\u2028',
  '\u2029',
  '\u202f',
  '\u205f',
  '\u3000',
  '\ufeff',
]

const RELEASE_TYPES = [
  'major',
  'premajor',
  'minor',
  'preminor',
  'patch',
  'prepatch',
  'prerelease',
]

module.exports = {
  MAX_LENGTH,
  MAX_SAFE_COMPONENT_LENGTH,
  MAX_SAFE_BUILD_LENGTH,
  MAX_SAFE_INTEGER,
  WHITESPACE_CHARACTERS,
  RELEASE_TYPES,
  SEMVER_SPEC_VERSION,
  FLAG_INCLUDE_PRERELEASE: 0b001,
  FLAG_LOOSE: 0b010,
}


/***/ }),

/***/ 1159:
/***/ ((module) => {



const debug = (
  typeof process === 'object' &&
  process.env &&
  process.env.NODE_DEBUG &&
  /\bsemver\b/i.test(process.env.NODE_DEBUG)
) ? (...args) => console.error('SEMVER', ...args)
  : () => {}

module.exports = debug


/***/ }),

/***/ 3348:
/***/ ((module) => {



const numeric = /^[0-9]+$/
const compareIdentifiers = (a, b) => {
  if (typeof a === 'number' && typeof b === 'number') {
    return a === b ? 0 : a < b ? -1 : 1
  }

  const anum = numeric.test(a)
  const bnum = numeric.test(b)

  if (anum && bnum) {
    a = +a
    b = +b
  }

  return a === b ? 0
    : (anum && !bnum) ? -1
    : (bnum && !anum) ? 1
    : a < b ? -1
    : 1
}

const rcompareIdentifiers = (a, b) => compareIdentifiers(b, a)

module.exports = {
  compareIdentifiers,
  rcompareIdentifiers,
}


/***/ }),

/***/ 1383:
/***/ ((module) => {



class LRUCache {
  constructor () {
    this.max = 1000
    this.map = new Map()
  }

  get (key) {
    const value = this.map.get(key)
    if (value === undefined) {
      return undefined
    } else {
      // Remove the key from the map and add it to the end
      this.map.delete(key)
      this.map.set(key, value)
      return value
    }
  }

  delete (key) {
    return this.map.delete(key)
  }

  set (key, value) {
    const deleted = this.delete(key)

    if (!deleted && value !== undefined) {
      // If cache is full, delete the least recently used item
      if (this.map.size >= this.max) {
        const firstKey = this.map.keys().next().value
        this.delete(firstKey)
      }

      this.map.set(key, value)
    }

    return this
  }
}

module.exports = LRUCache


/***/ }),

/***/ 356:
/***/ ((module) => {



// parse out just the options we care about
const looseOption = Object.freeze({ loose: true })
const emptyOpts = Object.freeze({ })
const parseOptions = options => {
  if (!options) {
    return emptyOpts
  }

  if (typeof options !== 'object') {
    return looseOption
  }

  return options
}
module.exports = parseOptions


/***/ }),

/***/ 5471:
/***/ ((module, exports, __nccwpck_require__) => {



const {
  MAX_SAFE_COMPONENT_LENGTH,
  MAX_SAFE_BUILD_LENGTH,
  MAX_LENGTH,
} = __nccwpck_require__(5101)
const debug = __nccwpck_require__(1159)
exports = module.exports = {}

// The actual regexps go on exports.re
const re = exports.re = []
const safeRe = exports.safeRe = []
const src = exports.src = []
const safeSrc = exports.safeSrc = []
const t = exports.t = {}
let R = 0

const LETTERDASHNUMBER = '[a-zA-Z0-9-]'

// Replace some greedy regex tokens to prevent regex dos issues. These regex are
// used internally via the safeRe object since all inputs in this library get
// normalized first to trim and collapse all extra whitespace. The original
// regexes are exported for userland consumption and lower level usage. A
// future breaking change could export the safer regex only with a note that
// all input should have extra whitespace removed.
const safeRegexReplacements = [
  ['\\s', 1],
  ['\\d', MAX_LENGTH],
  [LETTERDASHNUMBER, MAX_SAFE_BUILD_LENGTH],
]

const makeSafeRegex = (value) => {
  for (const [token, max] of safeRegexReplacements) {
    value = value
      .split(`${token}*`).join(`${token}{0,${max}}`)
      .split(`${token}+`).join(`${token}{1,${max}}`)
  }
  return value
}

const createToken = (name, value, isGlobal) => {
  const safe = makeSafeRegex(value)
  const index = R++
  debug(name, index, value)
  t[name] = index
  src[index] = value
  safeSrc[index] = safe
  re[index] = new RegExp(value, isGlobal ? 'g' : undefined)
  safeRe[index] = new RegExp(safe, isGlobal ? 'g' : undefined)
}

// The following Regular Expressions can be used for tokenizing,
// validating, and parsing SemVer version strings.

// ## Numeric Identifier
// A single `0`, or a non-zero digit followed by zero or more digits.

createToken('NUMERICIDENTIFIER', '0|[1-9]\\d*')
createToken('NUMERICIDENTIFIERLOOSE', '\\d+')

// ## Non-numeric Identifier
// Zero or more digits, followed by a letter or hyphen, and then zero or
// more letters, digits, or hyphens.

createToken('NONNUMERICIDENTIFIER', `\\d*[a-zA-Z-]${LETTERDASHNUMBER}*`)

// ## Main Version
// Three dot-separated numeric identifiers.

createToken('MAINVERSION', `(${src[t.NUMERICIDENTIFIER]})\\.` +
                   `(${src[t.NUMERICIDENTIFIER]})\\.` +
                   `(${src[t.NUMERICIDENTIFIER]})`)

createToken('MAINVERSIONLOOSE', `(${src[t.NUMERICIDENTIFIERLOOSE]})\\.` +
                        `(${src[t.NUMERICIDENTIFIERLOOSE]})\\.` +
                        `(${src[t.NUMERICIDENTIFIERLOOSE]})`)

// ## Pre-release Version Identifier
// A numeric identifier, or a non-numeric identifier.
// Non-numeric identifiers include numeric identifiers but can be longer.
// Therefore non-numeric identifiers must go first.

createToken('PRERELEASEIDENTIFIER', `(?:${src[t.NONNUMERICIDENTIFIER]
}|${src[t.NUMERICIDENTIFIER]})`)

createToken('PRERELEASEIDENTIFIERLOOSE', `(?:${src[t.NONNUMERICIDENTIFIER]
}|${src[t.NUMERICIDENTIFIERLOOSE]})`)

// ## Pre-release Version
// Hyphen, followed by one or more dot-separated pre-release version
// identifiers.

createToken('PRERELEASE', `(?:-(${src[t.PRERELEASEIDENTIFIER]
}(?:\\.${src[t.PRERELEASEIDENTIFIER]})*))`)

createToken('PRERELEASELOOSE', `(?:-?(${src[t.PRERELEASEIDENTIFIERLOOSE]
}(?:\\.${src[t.PRERELEASEIDENTIFIERLOOSE]})*))`)

// ## Build Metadata Identifier
// Any combination of digits, letters, or hyphens.

createToken('BUILDIDENTIFIER', `${LETTERDASHNUMBER}+`)

// ## Build Metadata
// Plus sign, followed by one or more period-separated build metadata
// identifiers.

createToken('BUILD', `(?:\\+(${src[t.BUILDIDENTIFIER]
}(?:\\.${src[t.BUILDIDENTIFIER]})*))`)

// ## Full Version String
// A main version, followed optionally by a pre-release version and
// build metadata.

// Note that the only major, minor, patch, and pre-release sections of
// the version string are capturing groups.  The build metadata is not a
// capturing group, because it should not ever be used in version
// comparison.

createToken('FULLPLAIN', `v?${src[t.MAINVERSION]
}${src[t.PRERELEASE]}?${
  src[t.BUILD]}?`)

createToken('FULL', `^${src[t.FULLPLAIN]}$`)

// like full, but allows v1.2.3 and =1.2.3, which people do sometimes.
// also, 1.0.0alpha1 (prerelease without the hyphen) which is pretty
// common in the npm registry.
createToken('LOOSEPLAIN', `[v=\\s]*${src[t.MAINVERSIONLOOSE]
}${src[t.PRERELEASELOOSE]}?${
  src[t.BUILD]}?`)

createToken('LOOSE', `^${src[t.LOOSEPLAIN]}$`)

createToken('GTLT', '((?:<|>)?=?)')

// Something like "2.*" or "1.2.x".
// Note that "x.x" is a valid xRange identifier, meaning "any version"
// Only the first item is strictly required.
createToken('XRANGEIDENTIFIERLOOSE', `${src[t.NUMERICIDENTIFIERLOOSE]}|x|X|\\*`)
createToken('XRANGEIDENTIFIER', `${src[t.NUMERICIDENTIFIER]}|x|X|\\*`)

createToken('XRANGEPLAIN', `[v=\\s]*(${src[t.XRANGEIDENTIFIER]})` +
                   `(?:\\.(${src[t.XRANGEIDENTIFIER]})` +
                   `(?:\\.(${src[t.XRANGEIDENTIFIER]})` +
                   `(?:${src[t.PRERELEASE]})?${
                     src[t.BUILD]}?` +
                   `)?)?`)

createToken('XRANGEPLAINLOOSE', `[v=\\s]*(${src[t.XRANGEIDENTIFIERLOOSE]})` +
                        `(?:\\.(${src[t.XRANGEIDENTIFIERLOOSE]})` +
                        `(?:\\.(${src[t.XRANGEIDENTIFIERLOOSE]})` +
                        `(?:${src[t.PRERELEASELOOSE]})?${
                          src[t.BUILD]}?` +
                        `)?)?`)

createToken('XRANGE', `^${src[t.GTLT]}\\s*${src[t.XRANGEPLAIN]}$`)
createToken('XRANGELOOSE', `^${src[t.GTLT]}\\s*${src[t.XRANGEPLAINLOOSE]}$`)

// Coercion.
// Extract anything that could conceivably be a part of a valid semver
createToken('COERCEPLAIN', `${'(^|[^\\d])' +
              '(\\d{1,'}${MAX_SAFE_COMPONENT_LENGTH}})` +
              `(?:\\.(\\d{1,${MAX_SAFE_COMPONENT_LENGTH}}))?` +
              `(?:\\.(\\d{1,${MAX_SAFE_COMPONENT_LENGTH}}))?`)
createToken('COERCE', `${src[t.COERCEPLAIN]}(?:$|[^\\d])`)
createToken('COERCEFULL', src[t.COERCEPLAIN] +
              `(?:${src[t.PRERELEASE]})?` +
              `(?:${src[t.BUILD]})?` +
              `(?:$|[^\\d])`)
createToken('COERCERTL', src[t.COERCE], true)
createToken('COERCERTLFULL', src[t.COERCEFULL], true)

// Tilde ranges.
// Meaning is "reasonably at or greater than"
createToken('LONETILDE', '(?:~>?)')

createToken('TILDETRIM', `(\\s*)${src[t.LONETILDE]}\\s+`, true)
exports.tildeTrimReplace = '$1~'

createToken('TILDE', `^${src[t.LONETILDE]}${src[t.XRANGEPLAIN]}$`)
createToken('TILDELOOSE', `^${src[t.LONETILDE]}${src[t.XRANGEPLAINLOOSE]}$`)

// Caret ranges.
// Meaning is "at least and backwards compatible with"
createToken('LONECARET', '(?:\\^)')

createToken('CARETTRIM', `(\\s*)${src[t.LONECARET]}\\s+`, true)
exports.caretTrimReplace = '$1^'

createToken('CARET', `^${src[t.LONECARET]}${src[t.XRANGEPLAIN]}$`)
createToken('CARETLOOSE', `^${src[t.LONECARET]}${src[t.XRANGEPLAINLOOSE]}$`)

// A simple gt/lt/eq thing, or just "" to indicate "any version"
createToken('COMPARATORLOOSE', `^${src[t.GTLT]}\\s*(${src[t.LOOSEPLAIN]})$|^$`)
createToken('COMPARATOR', `^${src[t.GTLT]}\\s*(${src[t.FULLPLAIN]})$|^$`)

// An expression to strip any whitespace between the gtlt and the thing
// it modifies, so that `> 1.2.3` ==> `>1.2.3`
createToken('COMPARATORTRIM', `(\\s*)${src[t.GTLT]
}\\s*(${src[t.LOOSEPLAIN]}|${src[t.XRANGEPLAIN]})`, true)
exports.comparatorTrimReplace = '$1$2$3'

// Something like `1.2.3 - 1.2.4`
// Note that these all use the loose form, because they'll be
// checked against either the strict or loose comparator form
// later.
createToken('HYPHENRANGE', `^\\s*(${src[t.XRANGEPLAIN]})` +
                   `\\s+-\\s+` +
                   `(${src[t.XRANGEPLAIN]})` +
                   `\\s*$`)

createToken('HYPHENRANGELOOSE', `^\\s*(${src[t.XRANGEPLAINLOOSE]})` +
                        `\\s+-\\s+` +
                        `(${src[t.XRANGEPLAINLOOSE]})` +
                        `\\s*$`)

// Star ranges basically just allow anything at all.
createToken('STAR', '(<|>)?=?\\s*\\*')
// >=0.0.0 is like a star
createToken('GTE0', '^\\s*>=\\s*0\\.0\\.0\\s*$')
createToken('GTE0PRE', '^\\s*>=\\s*0\\.0\\.0-0\\s*$')


/***/ }),

/***/ 9737:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {

// @ts-check


// Reproduce safeRe[COMPARATORTRIM] replacement boundaries, not version
// validation. Each end-index finder returns an exclusive end, or its start
// on no match.
// Positions count from zero. An end of 3 means characters 0, 1, and 2 were read;
// range.slice(start, end) gives the matched text, not a converted number.
const {
  MAX_LENGTH,
  MAX_SAFE_BUILD_LENGTH,
  WHITESPACE_CHARACTERS,
} = __nccwpck_require__(5101)

/**
 * Remembers the last two rows of digits so their characters need not be reread.
 * Positions start at -1 until a row has been found.
 *
 * @typedef {object} DigitRunCache
 * @property {number} start The first character of the most recently found row.
 * @property {number} end The position after that row's last character.
 * @property {number} previousStart The first character of the previous row.
 * @property {number} previousEnd The position after the previous row.
 */

// One entry per UTF-16 code unit keeps membership checks constant-time.
const whitespace = new Uint8Array(0x10000)
for (const char of WHITESPACE_CHARACTERS) {
  whitespace[char.charCodeAt(0)] = 1
}

/**
 * Checks whether a character is whitespace, like a space, tab, or newline.
 * Looking past the end of the string returns false.
 *
 * @param {string|undefined} char One character, or undefined past the string's end.
 * @returns {boolean} Whether the character is whitespace.
 * @example isWhitespace(' ') // true
 * @example isWhitespace('1') // false
 */
const isWhitespace = char =>
  char !== undefined && whitespace[char.charCodeAt(0)] === 1

/**
 * Checks for v, =, or whitespace before the version number.
 * These are historical version prefixes, not range operators:
 * < and > are handled separately, as are tilde and caret ranges.
 *
 * @param {string|undefined} char One character to check.
 * @returns {boolean} Whether the character can belong to a version prefix.
 * @example isVersionPrefix('=') // true
 * @example isVersionPrefix('>') // false
 */
const isVersionPrefix = char =>
  char === 'v' ||
  char === '=' ||
  isWhitespace(char)

/**
 * Checks whether a character is one of the digits 0 through 9.
 *
 * @param {string|undefined} char One character to check.
 * @returns {boolean} Whether the character is an ASCII digit.
 * @example isDigit('7') // true
 * @example isDigit('.') // false
 */
const isDigit = char => char !== undefined && char >= '0' && char <= '9'

/**
 * Checks whether a character is an English letter, uppercase or lowercase.
 *
 * @param {string|undefined} char One character to check.
 * @returns {boolean} Whether the character is an ASCII letter.
 * @example isLetter('b') // true
 * @example isLetter('7') // false
 */
const isLetter = char =>
  char !== undefined && (
    (char >= 'a' && char <= 'z') ||
    (char >= 'A' && char <= 'Z')
  )

/**
 * Checks for a letter, digit, or hyphen: the characters allowed inside
 * prerelease and build names such as beta-1.
 *
 * @param {string|undefined} char One character to check.
 * @returns {boolean} Whether the character can be part of an identifier.
 * @example isIdentifierCharacter('-') // true
 * @example isIdentifierCharacter('.') // false; dots separate identifiers
 */
const isIdentifierCharacter = char => isDigit(char) || isLetter(char) || char === '-'

/**
 * Checks whether a version component can begin here: with a digit or
 * a wildcard such as x, X, or *.
 *
 * @param {string|undefined} char One character to check.
 * @returns {boolean} Whether a number or wildcard can start with this character.
 * @example isVersionStart('x') // true
 * @example isVersionStart('v') // false; v belongs to the prefix
 */
const isVersionStart = char =>
  isDigit(char) ||
  char === 'x' ||
  char === 'X' ||
  char === '*'

/**
 * Finds the end of a row of digits, but returns no more than limit digits.
 * Remembers the last two rows so looking at them again does not reread them.
 *
 * @param {string} range The text to read; it is not changed.
 * @param {number} start The position of the first character to check.
 * @param {number} limit The most digit characters the returned match can include.
 * @param {DigitRunCache} digitRuns Shared cache of digit-run positions, updated in place.
 * @returns {number} The position after the matched digits, or start if none match.
 * @example findDigitsEndIndex('123abc', 0, 10, digitRuns) // 3, pointing at a
 * @example findDigitsEndIndex('123abc', 0, 2, digitRuns) // 2, pointing at the unread 3
 */
const findDigitsEndIndex = (range, start, limit, digitRuns) => {
  if (!isDigit(range[start])) {
    return start
  }
  if (start >= digitRuns.start && start < digitRuns.end) {
    return Math.min(start + limit, digitRuns.end)
  }
  if (start >= digitRuns.previousStart && start < digitRuns.previousEnd) {
    return Math.min(start + limit, digitRuns.previousEnd)
  }
  let end = start + 1
  while (isDigit(range[end])) {
    end++
  }
  // A failed full version can rewind from its second run to its first.
  digitRuns.previousStart = digitRuns.start
  digitRuns.previousEnd = digitRuns.end
  digitRuns.start = start
  digitRuns.end = end
  return Math.min(start + limit, end)
}

/**
 * Reads a number using the old regex's length and leading-zero rules.
 * Strict mode reads just the first zero in 012; loose mode can read all three.
 *
 * @param {string} range The text to read; it is not changed.
 * @param {number} start The position where the number should begin.
 * @param {boolean} loose Whether to allow leading zeros.
 * @param {DigitRunCache} digitRuns Shared digit-run cache, updated as needed.
 * @returns {number} The position after the matched digits, not their numeric value.
 * @example findVersionNumberEndIndex('012', 0, false, digitRuns) // 1
 * @example findVersionNumberEndIndex('012', 0, true, digitRuns) // 3
 */
const findVersionNumberEndIndex = (range, start, loose, digitRuns) => {
  if (!loose && range[start] === '0') {
    return start + 1
  }
  // Strict syntax allows an initial nonzero digit plus MAX_LENGTH digits.
  return findDigitsEndIndex(range, start, loose ? MAX_LENGTH : MAX_LENGTH + 1, digitRuns)
}

/**
 * Reads one piece of a prerelease name, such as beta or 1 in beta.1.
 * Tries the letter-or-hyphen form first, then the number-only form.
 *
 * @param {string} range The text to read; it is not changed.
 * @param {number} start The position where the identifier should begin.
 * @param {boolean} loose Whether numeric identifiers may have leading zeros.
 * @param {DigitRunCache} digitRuns Shared digit-run cache, updated as needed.
 * @returns {number} The position after the identifier, or start if none matches.
 * @example findPrereleaseIdentifierEndIndex('beta.1', 0, false, digitRuns) // 4, at the dot
 * @example findPrereleaseIdentifierEndIndex('001beta', 0, false, digitRuns) // 7
 */
const findPrereleaseIdentifierEndIndex = (range, start, loose, digitRuns) => {
  const digitsEnd = findDigitsEndIndex(range, start, MAX_LENGTH, digitRuns)
  // The legacy regex tries a nonnumeric identifier before a numeric one.
  if (isLetter(range[digitsEnd]) || range[digitsEnd] === '-') {
    let end = digitsEnd + 1
    const limit = end + MAX_SAFE_BUILD_LENGTH
    while (end < limit && isIdentifierCharacter(range[end])) {
      end++
    }
    return end
  }
  return findVersionNumberEndIndex(range, start, loose, digitRuns)
}

/**
 * Reads a prerelease suffix such as -beta.1, one dot-separated piece at a time.
 * Loose mode also allows the name without its opening hyphen.
 *
 * @param {string} range The text to read; it is not changed.
 * @param {number} start The position where the suffix should begin, including -.
 * @param {boolean} loose Whether the opening hyphen is optional and zeros allowed.
 * @param {DigitRunCache} digitRuns Shared digit-run cache, updated as needed.
 * @returns {number} The position after the matched suffix, or start if absent.
 * @example findPrereleaseEndIndex('-beta.1+sha', 0, false, digitRuns) // 7, at the plus
 * @example findPrereleaseEndIndex('beta', 0, false, digitRuns) // 0; no opening hyphen
 */
const findPrereleaseEndIndex = (range, start, loose, digitRuns) => {
  const hyphen = range[start] === '-'
  if (!loose && !hyphen) {
    return start
  }
  const identifierStart = start + (hyphen ? 1 : 0)
  let end = findPrereleaseIdentifierEndIndex(range, identifierStart, loose, digitRuns)
  if (end === identifierStart) {
    if (!loose || !hyphen) {
      return start
    }
    // In loose syntax, a lone hyphen can itself be the identifier.
    end = findPrereleaseIdentifierEndIndex(range, start, loose, digitRuns)
  }
  while (range[end] === '.') {
    const next = findPrereleaseIdentifierEndIndex(range, end + 1, loose, digitRuns)
    if (next === end + 1) {
      break
    }
    end = next
  }
  return end
}

/**
 * Reads one build-name piece, such as sha or 123 in +sha.123.
 * Stops at a disallowed character or the old regex's length limit.
 *
 * @param {string} range The text to read; it is not changed.
 * @param {number} start The position where the identifier should begin.
 * @returns {number} The position after the identifier, or start if none matches.
 * @example findBuildIdentifierEndIndex('sha.123', 0) // 3, at the dot
 * @example findBuildIdentifierEndIndex('001', 0) // 3; leading zeros are allowed
 */
const findBuildIdentifierEndIndex = (range, start) => {
  let end = start
  while (end - start < MAX_SAFE_BUILD_LENGTH && isIdentifierCharacter(range[end])) {
    end++
  }
  return end
}

/**
 * Reads optional build metadata such as +sha.123.
 * Leaves the position unchanged if there is no plus sign followed by a name.
 *
 * @param {string} range The text to read; it is not changed.
 * @param {number} start The position where the opening + should be.
 * @returns {number} The position after the matched metadata, or start if absent.
 * @example findBuildEndIndex('+sha.123 <2', 0) // 8, at the space
 * @example findBuildEndIndex('+', 0) // 0; a plus sign alone is not a match
 */
const findBuildEndIndex = (range, start) => {
  if (range[start] !== '+') {
    return start
  }
  let end = findBuildIdentifierEndIndex(range, start + 1)
  if (end === start + 1) {
    return start
  }
  while (range[end] === '.') {
    const next = findBuildIdentifierEndIndex(range, end + 1)
    if (next === end + 1) {
      break
    }
    end = next
  }
  return end
}

/**
 * Reads three numbers separated by dots, then any prerelease and build suffixes.
 * Uses loose rules, so forms such as 01.02.03beta can match here.
 *
 * @param {string} range The text to read; it is not changed.
 * @param {number} start The position of the first number, after any prefix.
 * @param {DigitRunCache} digitRuns Shared digit-run cache, updated as needed.
 * @returns {number} The position after the version match, or start if none matches.
 * @example findLooseFullVersionEndIndex('1.2.3-beta+sha <2', 0, digitRuns) // 14
 * @example findLooseFullVersionEndIndex('1.2', 0, digitRuns) // 0; needs three numbers
 */
const findLooseFullVersionEndIndex = (range, start, digitRuns) => {
  let end = start
  for (let component = 0; component < 3; component++) {
    const next = findVersionNumberEndIndex(range, end, true, digitRuns)
    if (next === end) {
      return start
    }
    end = next
    if (component < 2) {
      if (range[end] !== '.') {
        return start
      }
      end++
    }
  }
  const prereleaseEnd = findPrereleaseEndIndex(range, end, true, digitRuns)
  return findBuildEndIndex(range, prereleaseEnd)
}

/**
 * Reads one component of a partial or wildcard version, such as 2 or x in 2.x.
 * Numbers use strict leading-zero rules; wildcards take up one character.
 *
 * @param {string} range The text to read; it is not changed.
 * @param {number} start The position where the component should begin.
 * @param {DigitRunCache} digitRuns Shared digit-run cache, updated as needed.
 * @returns {number} The position after the component, or start if none matches.
 * @example findPartialVersionComponentEndIndex('2.x', 0, digitRuns) // 1, at the dot
 * @example findPartialVersionComponentEndIndex('2.x', 2, digitRuns) // 3, after x
 */
const findPartialVersionComponentEndIndex = (range, start, digitRuns) => {
  if (isDigit(range[start])) {
    return findVersionNumberEndIndex(range, start, false, digitRuns)
  }
  return isVersionStart(range[start]) ? start + 1 : start
}

/**
 * Reads up to three components, allowing forms such as 1, 1.2, or 1.x.
 * After the third component, also reads any strict prerelease and build suffixes.
 *
 * @param {string} range The text to read; it is not changed.
 * @param {number} start The position of a number or wildcard, after any prefix.
 * @param {DigitRunCache} digitRuns Shared digit-run cache, updated as needed.
 * @returns {number} The position after the matched version text.
 * @example findPartialVersionEndIndex('1.x <2', 0, digitRuns) // 3, at the space
 * @example findPartialVersionEndIndex('1.', 0, digitRuns) // 1; the trailing dot is unread
 */
const findPartialVersionEndIndex = (range, start, digitRuns) => {
  let end = findPartialVersionComponentEndIndex(range, start, digitRuns)
  for (let component = 0; component < 2; component++) {
    if (range[end] !== '.') {
      return end
    }
    const next = findPartialVersionComponentEndIndex(range, end + 1, digitRuns)
    if (next === end + 1) {
      return end
    }
    end = next
  }
  const prereleaseEnd = findPrereleaseEndIndex(range, end, false, digitRuns)
  return findBuildEndIndex(range, prereleaseEnd)
}

/**
 * Finds where a version match ends, without deciding whether the range is valid.
 * Tries a loose full version first, then a partial or wildcard version, just
 * like the old regex's LOOSEPLAIN and XRANGEPLAIN alternatives.
 *
 * @param {string} range The text to read; it is not changed.
 * @param {number} start The position of a number or wildcard, after any prefix.
 * @param {DigitRunCache} digitRuns Shared digit-run cache, updated as needed.
 * @returns {number} The position where scanning the next candidate can resume.
 * @example findVersionEndIndex('1.2.3 <2', 0, digitRuns) // 5, at the space
 * @example findVersionEndIndex('1.x <2', 0, digitRuns) // 3, at the space
 */
const findVersionEndIndex = (range, start, digitRuns) => {
  const fullVersionEnd = findLooseFullVersionEndIndex(range, start, digitRuns)
  return fullVersionEnd !== start
    ? fullVersionEnd
    : findPartialVersionEndIndex(range, start, digitRuns)
}

/**
 * Finds the one whitespace character the old replacement would remove.
 * Keeps leading whitespace, skips an optional operator, and checks immediately
 * after it. Returns -1 if there is nothing to remove.
 *
 * @param {string} range The text containing a candidate already found by the caller.
 * @param {number} matchStart The candidate's position, including leading whitespace.
 * @returns {number} The position of the removable whitespace, or -1 if absent.
 * @example findRemovableWhitespaceIndex(' > 1', 0) // 2; keep the space at position 0
 * @example findRemovableWhitespaceIndex('>1', 0) // -1
 */
const findRemovableWhitespaceIndex = (range, matchStart) => {
  let position = matchStart
  if (isWhitespace(range[position])) {
    position++
  }
  if (range[position] === '<' || range[position] === '>') {
    position++
  }
  if (range[position] === '=') {
    position++
  }
  return isWhitespace(range[position]) ? position : -1
}

/**
 * Joins an operator to its version, turning > 1.2.3 into >1.2.3.
 * Copies everything else according to the old regex's matching rules.
 * Moves forward through prefixes and whole versions to avoid repeatedly
 * searching the same characters on long inputs.
 *
 * @param {string} range The range text to process; the original string is unchanged.
 * @returns {string} The range with matched operator whitespace removed.
 * @example trimComparatorWhitespace('> 1.2.3 < 2') // '>1.2.3 <2'
 * @example trimComparatorWhitespace('> invalid') // '> invalid'
 */
const trimComparatorWhitespace = range => {
  let result = ''
  let copyFrom = 0
  let cursor = 0
  const digitRuns = { start: -1, end: -1, previousStart: -1, previousEnd: -1 }

  while (cursor < range.length) {
    const matchStart = cursor
    if (range[cursor] === '<' || range[cursor] === '>') {
      cursor++
    } else if (!isVersionPrefix(range[cursor]) && !isVersionStart(range[cursor])) {
      cursor++
      continue
    }

    // Consume a v/=/whitespace run once, even when no version follows it.
    while (cursor < range.length && isVersionPrefix(range[cursor])) {
      cursor++
    }
    if (!isVersionStart(range[cursor])) {
      continue
    }

    const whitespacePosition = findRemovableWhitespaceIndex(range, matchStart)
    if (whitespacePosition !== -1) {
      result += range.slice(copyFrom, whitespacePosition)
      copyFrom = whitespacePosition + 1
    }

    // Skip the entire match, so a prerelease's trailing v cannot be
    // reconsidered as the prefix of another version.
    cursor = findVersionEndIndex(range, cursor, digitRuns)
  }

  return result + range.slice(copyFrom)
}

module.exports = trimComparatorWhitespace


/***/ }),

/***/ 2276:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



// Determine if version is greater than all the versions possible in the range.
const outside = __nccwpck_require__(280)
const gtr = (version, range, options) => outside(version, range, '>', options)
module.exports = gtr


/***/ }),

/***/ 3465:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const Range = __nccwpck_require__(6782)
const intersects = (r1, r2, options) => {
  r1 = new Range(r1, options)
  r2 = new Range(r2, options)
  return r1.intersects(r2, options)
}
module.exports = intersects


/***/ }),

/***/ 5213:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const outside = __nccwpck_require__(280)
// Determine if version is less than all the versions possible in the range
const ltr = (version, range, options) => outside(version, range, '<', options)
module.exports = ltr


/***/ }),

/***/ 3193:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const SemVer = __nccwpck_require__(7163)
const Range = __nccwpck_require__(6782)

const maxSatisfying = (versions, range, options) => {
  let max = null
  let maxSV = null
  let rangeObj = null
  try {
    rangeObj = new Range(range, options)
  } catch (er) {
    return null
  }
  versions.forEach((v) => {
    if (rangeObj.test(v)) {
      // satisfies(v, range, options)
      if (!max || maxSV.compare(v) === -1) {
        // compare(max, v, true)
        max = v
        maxSV = new SemVer(max, options)
      }
    }
  })
  return max
}
module.exports = maxSatisfying


/***/ }),

/***/ 8595:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const SemVer = __nccwpck_require__(7163)
const Range = __nccwpck_require__(6782)
const minSatisfying = (versions, range, options) => {
  let min = null
  let minSV = null
  let rangeObj = null
  try {
    rangeObj = new Range(range, options)
  } catch (er) {
    return null
  }
  versions.forEach((v) => {
    if (rangeObj.test(v)) {
      // satisfies(v, range, options)
      if (!min || minSV.compare(v) === 1) {
        // compare(min, v, true)
        min = v
        minSV = new SemVer(min, options)
      }
    }
  })
  return min
}
module.exports = minSatisfying


/***/ }),

/***/ 1866:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const SemVer = __nccwpck_require__(7163)
const Range = __nccwpck_require__(6782)
const gt = __nccwpck_require__(6599)

const minVersion = (range, loose) => {
  range = new Range(range, loose)

  let minver = new SemVer('0.0.0')
  if (range.test(minver)) {
    return minver
  }

  minver = new SemVer('0.0.0-0')
  if (range.test(minver)) {
    return minver
  }

  minver = null
  for (let i = 0; i < range.set.length; ++i) {
    const comparators = range.set[i]

    let setMin = null
    comparators.forEach((comparator) => {
      // Clone to avoid manipulating the comparator's semver object.
      const compver = new SemVer(comparator.semver.version)
      switch (comparator.operator) {
        case '>':
          if (compver.prerelease.length === 0) {
            compver.patch++
          } else {
            compver.prerelease.push(0)
          }
          compver.raw = compver.format()
          /* fallthrough */
        case '':
        case '>=':
          if (!setMin || gt(compver, setMin)) {
            setMin = compver
          }
          break
        case '<':
        case '<=':
          /* Ignore maximum versions */
          break
        /* istanbul ignore next */
        default:
          throw new Error(`Unexpected operation: ${comparator.operator}`)
      }
    })
    if (setMin && (!minver || gt(minver, setMin))) {
      minver = setMin
    }
  }

  if (minver && range.test(minver)) {
    return minver
  }

  return null
}
module.exports = minVersion


/***/ }),

/***/ 280:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const SemVer = __nccwpck_require__(7163)
const Comparator = __nccwpck_require__(9379)
const { ANY } = Comparator
const Range = __nccwpck_require__(6782)
const satisfies = __nccwpck_require__(8011)
const gt = __nccwpck_require__(6599)
const lt = __nccwpck_require__(3872)
const lte = __nccwpck_require__(6717)
const gte = __nccwpck_require__(1236)

const outside = (version, range, hilo, options) => {
  version = new SemVer(version, options)
  range = new Range(range, options)

  let gtfn, ltefn, ltfn, comp, ecomp
  switch (hilo) {
    case '>':
      gtfn = gt
      ltefn = lte
      ltfn = lt
      comp = '>'
      ecomp = '>='
      break
    case '<':
      gtfn = lt
      ltefn = gte
      ltfn = gt
      comp = '<'
      ecomp = '<='
      break
    default:
      throw new TypeError('Must provide a hilo val of "<" or ">"')
  }

  // If it satisfies the range it is not outside
  if (satisfies(version, range, options)) {
    return false
  }

  // From now on, variable terms are as if we're in "gtr" mode.
  // but note that everything is flipped for the "ltr" function.

  for (let i = 0; i < range.set.length; ++i) {
    const comparators = range.set[i]

    let high = null
    let low = null

    comparators.forEach((comparator) => {
      if (comparator.semver === ANY) {
        comparator = new Comparator('>=0.0.0')
      }
      high = high || comparator
      low = low || comparator
      if (gtfn(comparator.semver, high.semver, options)) {
        high = comparator
      } else if (ltfn(comparator.semver, low.semver, options)) {
        low = comparator
      }
    })

    // If the edge version comparator has a operator then our version
    // isn't outside it
    if (high.operator === comp || high.operator === ecomp) {
      return false
    }

    // If the lowest version comparator has an operator and our version
    // is less than it then it isn't higher than the range
    if ((!low.operator || low.operator === comp) &&
        ltefn(version, low.semver)) {
      return false
    } else if (low.operator === ecomp && ltfn(version, low.semver)) {
      return false
    }
  }
  return true
}

module.exports = outside


/***/ }),

/***/ 2028:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



// given a set of versions and a range, create a "simplified" range
// that includes the same versions that the original range does
// If the original range is shorter than the simplified one, return that.
const satisfies = __nccwpck_require__(8011)
const compare = __nccwpck_require__(8469)
module.exports = (versions, range, options) => {
  const set = []
  let first = null
  let prev = null
  const v = versions.sort((a, b) => compare(a, b, options))
  for (const version of v) {
    const included = satisfies(version, range, options)
    if (included) {
      prev = version
      if (!first) {
        first = version
      }
    } else {
      if (prev) {
        set.push([first, prev])
      }
      prev = null
      first = null
    }
  }
  if (first) {
    set.push([first, null])
  }

  const ranges = []
  for (const [min, max] of set) {
    if (min === max) {
      ranges.push(min)
    } else if (!max && min === v[0]) {
      ranges.push('*')
    } else if (!max) {
      ranges.push(`>=${min}`)
    } else if (min === v[0]) {
      ranges.push(`<=${max}`)
    } else {
      ranges.push(`${min} - ${max}`)
    }
  }
  const simplified = ranges.join(' || ')
  const original = typeof range.raw === 'string' ? range.raw : String(range)
  return simplified.length < original.length ? simplified : range
}


/***/ }),

/***/ 1489:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const Range = __nccwpck_require__(6782)
const Comparator = __nccwpck_require__(9379)
const { ANY } = Comparator
const satisfies = __nccwpck_require__(8011)
const compare = __nccwpck_require__(8469)

// Complex range `r1 || r2 || ...` is a subset of `R1 || R2 || ...` iff:
// - Every simple range `r1, r2, ...` is a null set, OR
// - Every simple range `r1, r2, ...` which is not a null set is a subset of
//   some `R1, R2, ...`
//
// Simple range `c1 c2 ...` is a subset of simple range `C1 C2 ...` iff:
// - If c is only the ANY comparator
//   - If C is only the ANY comparator, return true
//   - Else if in prerelease mode, return false
//   - else replace c with `[>=0.0.0]`
// - If C is only the ANY comparator
//   - if in prerelease mode, return true
//   - else replace C with `[>=0.0.0]`
// - Let EQ be the set of = comparators in c
// - If EQ is more than one, return true (null set)
// - Let GT be the highest > or >= comparator in c
// - Let LT be the lowest < or <= comparator in c
// - If GT and LT, and GT.semver > LT.semver, return true (null set)
// - If any C is a = range, and GT or LT are set, return false
// - If EQ
//   - If GT, and EQ does not satisfy GT, return true (null set)
//   - If LT, and EQ does not satisfy LT, return true (null set)
//   - If EQ satisfies every C, return true
//   - Else return false
// - If GT
//   - If GT.semver is lower than any > or >= comp in C, return false
//   - If GT is >=, and GT.semver does not satisfy every C, return false
//   - If GT.semver has a prerelease, and not in prerelease mode
//     - If no C has a prerelease and the GT.semver tuple, return false
// - If LT
//   - If LT.semver is greater than any < or <= comp in C, return false
//   - If LT is <=, and LT.semver does not satisfy every C, return false
//   - If LT.semver has a prerelease, and not in prerelease mode
//     - If no C has a prerelease and the LT.semver tuple, return false
// - Else return true

const subset = (sub, dom, options = {}) => {
  if (sub === dom) {
    return true
  }

  sub = new Range(sub, options)
  dom = new Range(dom, options)
  let sawNonNull = false

  OUTER: for (const simpleSub of sub.set) {
    for (const simpleDom of dom.set) {
      const isSub = simpleSubset(simpleSub, simpleDom, options)
      sawNonNull = sawNonNull || isSub !== null
      if (isSub) {
        continue OUTER
      }
    }
    // the null set is a subset of everything, but null simple ranges in
    // a complex range should be ignored.  so if we saw a non-null range,
    // then we know this isn't a subset, but if EVERY simple range was null,
    // then it is a subset.
    if (sawNonNull) {
      return false
    }
  }
  return true
}

const minimumVersionWithPreRelease = [new Comparator('>=0.0.0-0')]
const minimumVersion = [new Comparator('>=0.0.0')]

const simpleSubset = (sub, dom, options) => {
  if (sub === dom) {
    return true
  }

  if (sub.length === 1 && sub[0].semver === ANY) {
    if (dom.length === 1 && dom[0].semver === ANY) {
      return true
    } else if (options.includePrerelease) {
      sub = minimumVersionWithPreRelease
    } else {
      sub = minimumVersion
    }
  }

  if (dom.length === 1 && dom[0].semver === ANY) {
    if (options.includePrerelease) {
      return true
    } else {
      dom = minimumVersion
    }
  }

  const eqSet = new Set()
  let gt, lt
  for (const c of sub) {
    if (c.operator === '>' || c.operator === '>=') {
      gt = higherGT(gt, c, options)
    } else if (c.operator === '<' || c.operator === '<=') {
      lt = lowerLT(lt, c, options)
    } else {
      eqSet.add(c.semver)
    }
  }

  if (eqSet.size > 1) {
    return null
  }

  let gtltComp
  if (gt && lt) {
    gtltComp = compare(gt.semver, lt.semver, options)
    if (gtltComp > 0) {
      return null
    } else if (gtltComp === 0 && (gt.operator !== '>=' || lt.operator !== '<=')) {
      return null
    }
  }

  // will iterate one or zero times
  for (const eq of eqSet) {
    if (gt && !satisfies(eq, String(gt), options)) {
      return null
    }

    if (lt && !satisfies(eq, String(lt), options)) {
      return null
    }

    for (const c of dom) {
      if (!satisfies(eq, String(c), options)) {
        return false
      }
    }

    return true
  }

  let higher, lower
  let hasDomLT, hasDomGT
  // if the subset has a prerelease, we need a comparator in the superset
  // with the same tuple and a prerelease, or it's not a subset
  let needDomLTPre = lt &&
    !options.includePrerelease &&
    lt.semver.prerelease.length ? lt.semver : false
  let needDomGTPre = gt &&
    !options.includePrerelease &&
    gt.semver.prerelease.length ? gt.semver : false
  // exception: <1.2.3-0 is the same as <1.2.3
  if (needDomLTPre && needDomLTPre.prerelease.length === 1 &&
      lt.operator === '<' && needDomLTPre.prerelease[0] === 0) {
    needDomLTPre = false
  }

  for (const c of dom) {
    hasDomGT = hasDomGT || c.operator === '>' || c.operator === '>='
    hasDomLT = hasDomLT || c.operator === '<' || c.operator === '<='
    if (gt) {
      if (needDomGTPre) {
        if (c.semver.prerelease && c.semver.prerelease.length &&
            c.semver.major === needDomGTPre.major &&
            c.semver.minor === needDomGTPre.minor &&
            c.semver.patch === needDomGTPre.patch) {
          needDomGTPre = false
        }
      }
      if (c.operator === '>' || c.operator === '>=') {
        higher = higherGT(gt, c, options)
        if (higher === c && higher !== gt) {
          return false
        }
      } else if (gt.operator === '>=' && !c.test(gt.semver)) {
        return false
      }
    }
    if (lt) {
      if (needDomLTPre) {
        if (c.semver.prerelease && c.semver.prerelease.length &&
            c.semver.major === needDomLTPre.major &&
            c.semver.minor === needDomLTPre.minor &&
            c.semver.patch === needDomLTPre.patch) {
          needDomLTPre = false
        }
      }
      if (c.operator === '<' || c.operator === '<=') {
        lower = lowerLT(lt, c, options)
        if (lower === c && lower !== lt) {
          return false
        }
      } else if (lt.operator === '<=' && !c.test(lt.semver)) {
        return false
      }
    }
    if (!c.operator && (lt || gt) && gtltComp !== 0) {
      return false
    }
  }

  // if there was a < or >, and nothing in the dom, then must be false
  // UNLESS it was limited by another range in the other direction.
  // Eg, >1.0.0 <1.0.1 is still a subset of <2.0.0
  if (gt && hasDomLT && !lt && gtltComp !== 0) {
    return false
  }

  if (lt && hasDomGT && !gt && gtltComp !== 0) {
    return false
  }

  // we needed a prerelease range in a specific tuple, but didn't get one
  // then this isn't a subset.  eg >=1.2.3-pre is not a subset of >=1.0.0,
  // because it includes prereleases in the 1.2.3 tuple
  if (needDomGTPre || needDomLTPre) {
    return false
  }

  return true
}

// >=1.2.3 is lower than >1.2.3
const higherGT = (a, b, options) => {
  if (!a) {
    return b
  }
  const comp = compare(a.semver, b.semver, options)
  return comp > 0 ? a
    : comp < 0 ? b
    : b.operator === '>' && a.operator === '>=' ? b
    : a
}

// <=1.2.3 is higher than <1.2.3
const lowerLT = (a, b, options) => {
  if (!a) {
    return b
  }
  const comp = compare(a.semver, b.semver, options)
  return comp < 0 ? a
    : comp > 0 ? b
    : b.operator === '<' && a.operator === '<=' ? b
    : a
}

module.exports = subset


/***/ }),

/***/ 4750:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const Range = __nccwpck_require__(6782)

// Mostly just for testing and legacy API reasons
const toComparators = (range, options) =>
  new Range(range, options).set
    .map(comp => comp.map(c => c.value).join(' ').trim().split(' '))

module.exports = toComparators


/***/ }),

/***/ 4737:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



const Range = __nccwpck_require__(6782)
const validRange = (range, options) => {
  try {
    // Return '*' instead of '' so that truthiness works.
    // This will throw if it's invalid anyway
    return new Range(range, options).range || '*'
  } catch (er) {
    return null
  }
}
module.exports = validRange


/***/ }),

/***/ 3326:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



var scan = __nccwpck_require__(6849)
var parse = __nccwpck_require__(5501)

module.exports = function (source) {
  return parse(scan(source))
}


/***/ }),

/***/ 5501:
/***/ ((module) => {



// The ABNF grammar in the spec is totally ambiguous.
//
// This parser follows the operator precedence defined in the
// `Order of Precedence and Parentheses` section.

module.exports = function (tokens) {
  var index = 0

  function hasMore () {
    return index < tokens.length
  }

  function token () {
    return hasMore() ? tokens[index] : null
  }

  function next () {
    if (!hasMore()) {
      throw new Error()
    }
    index++
  }

  function parseOperator (operator) {
    var t = token()
    if (t && t.type === 'OPERATOR' && operator === t.string) {
      next()
      return t.string
    }
  }

  function parseWith () {
    if (parseOperator('WITH')) {
      var t = token()
      if (t && t.type === 'EXCEPTION') {
        next()
        return t.string
      }
      throw new Error('Expected exception after `WITH`')
    }
  }

  function parseLicenseRef () {
    // TODO: Actually, everything is concatenated into one string
    // for backward-compatibility but it could be better to return
    // a nice structure.
    var begin = index
    var string = ''
    var t = token()
    if (t.type === 'DOCUMENTREF') {
      next()
      string += 'DocumentRef-' + t.string + ':'
      if (!parseOperator(':')) {
        throw new Error('Expected `:` after `DocumentRef-...`')
      }
    }
    t = token()
    if (t === null) {
      throw new Error('Unexpected end of input')
    }
    if (t.type === 'LICENSEREF') {
      next()
      string += 'LicenseRef-' + t.string
      var node = { license: string }
      var exception = parseWith()
      if (exception) {
        node.exception = exception
      }
      return node
    }
    index = begin
  }

  function parseLicense () {
    var t = token()
    if (t && t.type === 'LICENSE') {
      next()
      var node = { license: t.string }
      if (parseOperator('+')) {
        node.plus = true
      }
      var exception = parseWith()
      if (exception) {
        node.exception = exception
      }
      return node
    }
  }

  function parseParenthesizedExpression () {
    var left = parseOperator('(')
    if (!left) {
      return
    }

    var expr = parseExpression()

    if (!parseOperator(')')) {
      throw new Error('Expected `)`')
    }

    return expr
  }

  function parseAtom () {
    return (
      parseParenthesizedExpression() ||
      parseLicenseRef() ||
      parseLicense()
    )
  }

  function makeBinaryOpParser (operator, nextParser) {
    return function parseBinaryOp () {
      var left = nextParser()
      if (!left) {
        return
      }

      if (!parseOperator(operator)) {
        return left
      }

      var right = parseBinaryOp()
      if (!right) {
        throw new Error('Expected expression')
      }
      return {
        left: left,
        conjunction: operator.toLowerCase(),
        right: right
      }
    }
  }

  var parseAnd = makeBinaryOpParser('AND', parseAtom)
  var parseExpression = makeBinaryOpParser('OR', parseAnd)

  var node = parseExpression()
  if (!node || hasMore()) {
    throw new Error('Syntax error')
  }
  return node
}


/***/ }),

/***/ 6849:
/***/ ((module, __unused_webpack_exports, __nccwpck_require__) => {



var licenses = []
  .concat(__nccwpck_require__(5204))
  .concat(__nccwpck_require__(3389))
var exceptions = __nccwpck_require__(3988)

module.exports = function (source) {
  var index = 0

  function hasMore () {
    return index < source.length
  }

  // `value` can be a regexp or a string.
  // If it is recognized, the matching source string is returned and
  // the index is incremented. Otherwise `undefined` is returned.
  function read (value) {
    if (value instanceof RegExp) {
      var chars = source.slice(index)
      var match = chars.match(value)
      if (match) {
        index += match[0].length
        return match[0]
      }
    } else {
      if (source.indexOf(value, index) === index) {
        index += value.length
        return value
      }
    }
  }

  function skipWhitespace () {
    read(/[ ]*/)
  }

  function operator () {
    var string
    var possibilities = [/^WITH/i, /^AND/i, /^OR/i, '(', ')', ':', '+']
    for (var i = 0; i < possibilities.length; i++) {
      string = read(possibilities[i])
      if (string) {
        break
      }
    }

    if (string === '+' && index > 1 && source[index - 2] === ' ') {
      throw new Error('Space before `+`')
    }

    return string && {
      type: 'OPERATOR',
      string: string.toUpperCase()
    }
  }

  function idstring () {
    return read(/[A-Za-z0-9-.]+/)
  }

  function expectIdstring () {
    var string = idstring()
    if (!string) {
      throw new Error('Expected idstring at offset ' + index)
    }
    return string
  }

  function documentRef () {
    if (read('DocumentRef-')) {
      var string = expectIdstring()
      return { type: 'DOCUMENTREF', string: string }
    }
  }

  function licenseRef () {
    if (read('LicenseRef-')) {
      var string = expectIdstring()
      return { type: 'LICENSEREF', string: string }
    }
  }

  function identifier () {
    var begin = index
    var string = idstring()

    if (licenses.indexOf(string) !== -1) {
      return {
        type: 'LICENSE',
        string: string
      }
    } else if (exceptions.indexOf(string) !== -1) {
      return {
        type: 'EXCEPTION',
        string: string
      }
    }

    index = begin
  }

  // Tries to read the next token. Returns `undefined` if no token is
  // recognized.
  function parseToken () {
    // Ordering matters
    return (
      operator() ||
      documentRef() ||
      licenseRef() ||
      identifier()
    )
  }

  var tokens = []
  while (hasMore()) {
    skipWhitespace()
    if (!hasMore()) {
      break
    }

    var token = parseToken()
    if (!token) {
      throw new Error('Unexpected `' + source[index] +
                      '` at offset ' + index)
    }

    tokens.push(token)
  }
  return tokens
}


/***/ }),

/***/ 6760:
/***/ ((module) => {

module.exports = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:path");

/***/ }),

/***/ 5291:
/***/ ((__webpack_module__, __unused_webpack___webpack_exports__, __nccwpck_require__) => {

__nccwpck_require__.a(__webpack_module__, async (__webpack_handle_async_dependencies__, __webpack_async_result__) => { try {
/* harmony import */ var _src_checks_license_compliance_index_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(2388);
/* harmony import */ var _src_shell_check_action_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(2050);


await (0,_src_shell_check_action_js__WEBPACK_IMPORTED_MODULE_1__/* .runCheckAction */ .s)(_src_checks_license_compliance_index_js__WEBPACK_IMPORTED_MODULE_0__/* .licenseCompliance */ .x);

__webpack_async_result__();
} catch(e) { __webpack_async_result__(e); } }, 1);

/***/ }),

/***/ 2388:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  x: () => (/* binding */ licenseCompliance)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(6760);
// EXTERNAL MODULE: ./build/src/core/errors.js
var errors = __nccwpck_require__(3026);
// EXTERNAL MODULE: ./node_modules/semver/index.js
var semver = __nccwpck_require__(2088);
;// CONCATENATED MODULE: ./build/src/inventory/agreement.js

/** Longer ones are no ranges that anybody wrote. */
const MAX_RANGE = 256;
const MAX_SHOWN = 100;
const ALIAS = /^npm:((?:@[^/@]+\/)?[^/@]+)(?:@(.*))?$/;
const LOOSE = { loose: true };
function isPeer({ kind }) {
    return kind === 'peer' || kind === 'optional-peer';
}
/** Whether what is locked is what a manifest asks for; undefined where that takes more than names and ranges. */
function fits(spec, { name, version }) {
    if (spec.length > MAX_RANGE)
        return undefined;
    const alias = ALIAS.exec(spec);
    if (alias && alias[1] !== name)
        return false;
    const range = alias ? (alias[2] ?? '*') : spec;
    if (semver.satisfies(version, range, LOOSE))
        return true;
    const wanted = semver.validRange(range, LOOSE);
    // A prerelease is in no other range than the one that takes everything, as npm has it.
    return wanted === null || semver.valid(version, LOOSE) === null ? undefined : wanted === '*';
}
/** Whether a range asks for a package by another name than the lockfile's. */
function isRenamed({ edge, to }) {
    const { name } = to.entry;
    return (edge.name !== name &&
        !to.isOwn &&
        edge.spec.length <= MAX_RANGE &&
        semver.validRange(edge.spec, LOOSE) !== null);
}
/**
 * Packages that the lockfile calls by another name than the one they are asked for by, and no alias says so. Where
 * one does, npm gives the package to everybody who asks for that name and whose range it is in.
 */
function renamed(nodes, path) {
    const isAliased = ({ entry, dependents }) => dependents.some(({ edge }) => ALIAS.exec(edge.spec)?.[1] === entry.name);
    return nodes.flatMap((node) => {
        const plain = node.dependents.find(isRenamed);
        if (!plain || isAliased(node))
            return [];
        const called = node.entry.name.slice(0, MAX_SHOWN);
        const reason = `the lockfile calls it ${called}, and ${plain.edge.name.slice(0, MAX_SHOWN)} is asked for under no alias`;
        return { target: path, subject: node.entry.location, reason };
    });
}
const REGISTRY_FILE = /\/-\/(?:@[^/]+\/)?([^/?#]+)\.tgz(?:[?#]|$)/;
/** Whether a registry's archive is another package's or version's than the entry says. */
function isElsewhere({ name, version, resolved }) {
    const file = REGISTRY_FILE.exec(resolved.slice(0, 2000))?.[1];
    if (file === undefined || semver.valid(version, LOOSE) === null)
        return false;
    const unscoped = name.slice(name.indexOf('/') + 1);
    return decoded(file) !== `${unscoped}-${version.split('+')[0]}`;
}
function decoded(text) {
    try {
        return decodeURIComponent(text);
    }
    catch {
        return text;
    }
}
/** Entries that would be installed from an archive of something else: what they say of themselves is not its word. */
function misdirected(nodes, path) {
    return nodes
        .filter(({ entry }) => isElsewhere(entry))
        .map(({ entry }) => ({
        target: path,
        subject: entry.location,
        reason: `it is resolved to ${entry.resolved.slice(0, MAX_SHOWN)}, which is the archive of something else`,
    }));
}
/**
 * What the repository's own manifests ask for and the lockfile has otherwise: npm ci refuses it and npm install
 * would put something else in its place. A tag, a URL or a path counts as it is as long as the lockfile was made
 * for the same one; version 1 does not say what it was made for.
 */
function disagreementsOf(nodes, { path, declared, hasSpecs }) {
    const areReplaced = declared.get('')?.overrides === true;
    const gaps = [...misdirected(nodes, path), ...(areReplaced ? [] : renamed(nodes, path))];
    for (const { entry, arrows } of nodes) {
        // Overrides change what members are given, but npm does not let them contradict the root.
        if (!declared.has(entry.location) || (areReplaced && entry.location !== ''))
            continue;
        const madeFor = new Map(entry.edges.map((edge) => [edge.name, edge.spec]));
        const isMet = ({ edge, to }) => isPeer(edge) ||
            to.isOwn ||
            (fits(edge.spec, to.entry) ?? (!hasSpecs || madeFor.get(edge.name) === edge.spec));
        for (const { edge, to } of arrows.filter((arrow) => !isMet(arrow))) {
            const by = entry.location === '' ? 'package.json' : entry.location;
            const locked = `${to.entry.name} ${to.entry.version}`.slice(0, MAX_SHOWN);
            const reason = `${by} asks for ${edge.spec.slice(0, MAX_SHOWN)} and the lockfile has ${locked}: run npm install`;
            gaps.push({ target: path, subject: edge.name, reason });
        }
    }
    return gaps;
}

;// CONCATENATED MODULE: ./build/src/inventory/entry.js

/** The longest path that macOS takes; looking up names in folders of any depth would take time without bound. */
const MAX_LOCATION = 1024;
/** Whether a location is longer than the path of a file can be. */
function isTooLong(location) {
    return location.length > MAX_LOCATION;
}
/** The location that a link's path leads to: `file:.` is the root's. */
function locationOf(path) {
    const location = external_node_path_.posix.normalize(path);
    return location === '.' ? '' : location;
}
const ARCHIVE = /\.(tgz|tar|tar\.gz)$/i;
/** The folder of the repository that something was resolved to (`file:vendor/x`), if it was to one. */
function folderAt(resolved) {
    const isFolder = resolved.startsWith('file:') && !ARCHIVE.test(resolved);
    return isFolder ? locationOf(resolved.slice('file:'.length)) : undefined;
}
/** The name that a location in the tree gives a package: what stands behind its last `node_modules/`. */
function nameAt(location) {
    const at = location.lastIndexOf('node_modules/');
    return at === -1
        ? location.slice(location.lastIndexOf('/') + 1)
        : location.slice(at + 'node_modules/'.length);
}
/** Whether a location lies in a node_modules folder, not among the repository's own. */
function isInstalled(location) {
    return location.startsWith('node_modules/') || location.includes('/node_modules/');
}

;// CONCATENATED MODULE: ./build/src/inventory/positions.js
const SEPARATOR = '\0';
const MAX_DUPLICATES = 100;
const MAX_KEY = 200;
/** Real lockfiles nest some 40 levels; what reads or prints a value by recursion manages this many. */
const MAX_DEPTH = 1000;
/** An entry of a lockfile: in `packages` at the top, or in `dependencies` anywhere outside it (version 1). */
function isEntry(way) {
    return way[0] === 'packages' ? way.length === 2 : way.at(-2) === 'dependencies';
}
function isEscaped(text, at) {
    let before = at;
    while (text[before - 1] === '\\')
        before--;
    return (at - before) % 2 === 1;
}
function endOfString(text, start) {
    let end = text.indexOf('"', start + 1);
    while (isEscaped(text, end))
        end = text.indexOf('"', end + 1);
    return end;
}
function keyBetween(text, start, end) {
    const written = text.slice(start + 1, end);
    // Two spellings of one key, "\u006ds" and "ms", are the same to every reader.
    return written.includes('\\') ? String(JSON.parse(`"${written}"`)) : written;
}
/**
 * Walks a text that JSON.parse has accepted, and so need not check it again; a third of the time of a parser that
 * does. Undefined where the text is nested more than 1,000 levels deep.
 */
function positionsOf(text) {
    const lines = new Map();
    const duplicates = [];
    /** The keys seen in each open object, none for an array, and beside them the way of keys to the present place. */
    const open = [];
    const way = [];
    let line = 1;
    let isKeyNext = false;
    function addKey(key) {
        const keys = open.at(-1);
        way[way.length - 1] = key;
        if (keys?.has(key) && duplicates.length < MAX_DUPLICATES) {
            duplicates.push({ path: way.map((one) => one.slice(0, MAX_KEY)), line });
        }
        keys?.add(key);
        if (isEntry(way))
            lines.set(way.join(SEPARATOR), line);
    }
    for (let at = 0; at < text.length; at++) {
        switch (text[at]) {
            case '\n':
                line++;
                break;
            case '{':
            case '[':
                isKeyNext = text[at] === '{';
                open.push(isKeyNext ? new Set() : undefined);
                way.push('[]');
                if (open.length > MAX_DEPTH)
                    return undefined;
                break;
            case '}':
            case ']':
                open.pop();
                way.pop();
                break;
            case ',':
                isKeyNext = open.at(-1) !== undefined;
                break;
            case '"': {
                const end = endOfString(text, at);
                if (isKeyNext)
                    addKey(keyBetween(text, at, end));
                isKeyNext = false;
                at = end;
            }
        }
    }
    return { duplicates, lineOf: (path) => lines.get(path.join(SEPARATOR)) };
}

;// CONCATENATED MODULE: ./build/src/inventory/json.js

/** UTF-8 text without its byte order mark, or why it is none. */
function textOf(bytes) {
    const [first, second] = bytes;
    const utf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
    if (utf16 || bytes.subarray(0, 4).includes(0))
        return { problem: 'is UTF-16, not UTF-8: save it as UTF-8' };
    try {
        return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
    }
    catch {
        return { problem: 'is not valid UTF-8' };
    }
}
function syntaxProblem(text) {
    if (text.trim() === '')
        return 'is empty';
    if (/^(<{7}|={7}|>{7})/m.test(text))
        return 'has merge conflict markers: resolve them';
    return 'is not valid JSON (truncated or damaged)';
}
/** Parses strictly (RFC 8259, a byte order mark allowed); the problem says what is wrong, without the file's name. */
function parseValue(bytes) {
    const decoded = textOf(bytes);
    if ('problem' in decoded)
        return decoded;
    try {
        return { value: JSON.parse(decoded.text), text: decoded.text };
    }
    catch {
        return { problem: syntaxProblem(decoded.text) };
    }
}
/** The same, with where things stand; that takes several times as long. */
function parseJson(bytes) {
    const parsed = parseValue(bytes);
    if ('problem' in parsed)
        return parsed;
    const positions = positionsOf(parsed.text);
    return positions ? { json: { value: parsed.value, ...positions } } : { problem: 'is nested too deeply' };
}
/** A plain object, or undefined for anything else. */
function objectOf(value) {
    const plain = typeof value === 'object' && value !== null && !Array.isArray(value);
    return plain ? value : undefined;
}

;// CONCATENATED MODULE: ./build/src/inventory/workspaces.js



const BRACE = /\{([^{}]*)\}/;
/** Of one pattern's braces, and of all patterns. */
const MAX_PATTERNS = 100;
const MAX_WORKSPACES = 1000;
/** `{a,b}` written out. */
function expand(pattern) {
    let patterns = [pattern];
    for (let brace = BRACE.exec(pattern); brace && patterns.length < MAX_PATTERNS; brace = BRACE.exec(patterns[0] ?? '')) {
        const [whole, choices = ''] = brace;
        patterns = patterns.flatMap((one) => choices.split(',').map((choice) => one.replace(whole, () => choice)));
    }
    return patterns.slice(0, MAX_PATTERNS);
}
/** Whether a part of a path is what a pattern without `/` says: `*` is anything. */
function workspaces_fits(pattern, part) {
    const [start = '', ...rest] = pattern.split('*');
    const end = rest.pop();
    if (end === undefined)
        return part === pattern;
    let at = part.startsWith(start) ? start.length : -1;
    for (const piece of rest) {
        const found = at === -1 ? -1 : part.indexOf(piece, at);
        at = found === -1 ? -1 : found + piece.length;
    }
    return at !== -1 && part.length - end.length >= at && part.endsWith(end);
}
function patternOf(written) {
    return external_node_path_.posix
        .normalize(written)
        .split('/')
        .filter((part) => part !== '');
}
/** One `**`, `*` and braces: all that is used in practice; nothing matches a richer pattern. */
function matches(wanted, parts) {
    const any = wanted.indexOf('**');
    const before = any === -1 ? wanted : wanted.slice(0, any);
    const after = any === -1 ? [] : wanted.slice(any + 1);
    const needed = before.length + after.length;
    if (any === -1 ? parts.length !== needed : parts.length < needed)
        return false;
    return (before.every((part, at) => workspaces_fits(part, parts[at] ?? '')) &&
        after.every((part, at) => workspaces_fits(part, parts.at(at - after.length) ?? '')));
}
/** Which folders `workspaces` of a package.json, a list or `{ packages }`, names. */
function workspacesOf(value) {
    const listed = objectOf(value)?.['packages'] ?? value;
    const texts = Array.isArray(listed) ? listed.filter((one) => typeof one === 'string') : [];
    const written = texts
        .filter((one) => !isTooLong(one))
        .flatMap(expand)
        .slice(0, MAX_WORKSPACES);
    const included = written.filter((one) => !one.startsWith('!')).map(patternOf);
    const excluded = written.filter((one) => one.startsWith('!')).map((one) => patternOf(one.slice(1)));
    return (folder) => {
        const parts = folder.split('/');
        return (included.some((pattern) => matches(pattern, parts)) &&
            !excluded.some((pattern) => matches(pattern, parts)));
    };
}

;// CONCATENATED MODULE: ./build/src/inventory/links.js



const links_MAX_SHOWN = 200;
/** npm calls a member that has no name after its folder. */
function isCalled(name, location, manifest) {
    return manifest !== undefined && (manifest.name || external_node_path_.posix.basename(location)) === name;
}
/**
 * The workspace's members: where links lead, but for folders that a manifest names by path and `workspaces` does
 * not. A link that leads nowhere, or to something else than it is called, is a gap.
 */
function membersOf({ path, entries, declared, isByPath }) {
    const members = new Set();
    const gaps = [];
    const locations = new Set(entries.map((entry) => entry.location));
    const isAmong = workspacesOf(declared.get('')?.workspaces);
    for (const entry of entries) {
        const { link, location } = entry;
        if (link === undefined || link === '')
            continue;
        const gap = (reason) => gaps.push({ target: path, subject: location, reason });
        const shown = link.slice(0, links_MAX_SHOWN);
        if (!locations.has(link) || isInstalled(link) || external_node_path_.posix.isAbsolute(link)) {
            gap(`its entry was made a link to ${shown}, which is no package of this repository`);
        }
        else if (isByPath.has(entry) && !isAmong(link)) {
            // A package like any other.
        }
        else if (!isAmong(link)) {
            gap(`its entry is a link to ${shown}, and package.json names no such member of the workspace`);
        }
        else if (isCalled(nameAt(location), link, declared.get(link))) {
            members.add(link);
        }
        else {
            gap(`its entry is a link to ${shown}, where no package.json of that name stands`);
        }
    }
    return { members, gaps };
}

;// CONCATENATED MODULE: ./build/src/inventory/graph.js


const LOCAL = /^(file:|link:|\.{0,2}\/)/;
const FOLDER = 'node_modules';
/** Where the folder to look in next ends: Node's look-up skips those that are themselves called node_modules. */
function above(path, end) {
    let next = end;
    do
        next = Math.max(0, path.lastIndexOf('/', next - 1));
    while (path.endsWith(FOLDER, next) && (next === FOLDER.length || path[next - FOLDER.length - 1] === '/'));
    return next;
}
/** Looks a name up as Node does: in the node_modules of a folder, then of the folders above it. */
function finderOf(entries) {
    const installed = new Map();
    // Few lengths are those of a folder with a node_modules: the others need not be cut out of the path and hashed.
    const lengths = new Set();
    for (const entry of entries) {
        if (!isInstalled(entry.location))
            continue;
        const name = nameAt(entry.location);
        const folder = entry.location.slice(0, -`/${FOLDER}/${name}`.length);
        const beside = installed.get(folder) ?? new Map();
        installed.set(folder, beside.set(name, entry));
        lengths.add(folder.length);
    }
    return (from, name) => {
        for (let end = from.length;; end = above(from, end)) {
            const found = lengths.has(end) ? installed.get(from.slice(0, end))?.get(name) : undefined;
            if (found || end === 0)
                return found;
        }
    };
}
function edgesFrom(entry, input) {
    const declared = input.declared.get(entry.location)?.edges;
    if (!declared)
        return entry.edges;
    const names = new Set(declared.map((edge) => edge.name));
    return [...declared, ...entry.edges.filter((edge) => !names.has(edge.name))];
}
/** Whether the lockfile must have it: npm 6, which wrote version 1, left out what linked folders develop with. */
function isNeeded({ kind }, { isOwn }, { hasSpecs }) {
    return kind === 'prod' || (kind === 'dev' && (isOwn || hasSpecs)) || (kind === 'optional' && isOwn);
}
/** Links that somebody depends on by a path. */
function linksByPath(input, find) {
    const found = new Set();
    if (!input.entries.some((entry) => entry.link !== undefined))
        return new Set();
    for (const entry of input.entries) {
        for (const edge of edgesFrom(entry, input)) {
            if (LOCAL.test(edge.spec))
                found.add(find(entry.location, edge.name));
        }
    }
    return new Set(input.entries.filter((entry) => entry.link !== undefined && found.has(entry)));
}
function draw(input, nodes, find) {
    const gaps = [];
    const unlockedOptional = new Set();
    for (const node of nodes.values()) {
        for (const edge of edgesFrom(node.entry, input)) {
            const found = find(node.entry.location, edge.name);
            const to = found && nodes.get(found.link ?? found.location);
            if (to) {
                const kind = to.entry.onlyOptional && edge.kind === 'prod' ? 'optional' : edge.kind;
                const arrow = { from: node, to, edge, kind };
                node.arrows.push(arrow);
                to.dependents.push(arrow);
            }
            else if (!found && edge.kind === 'optional' && !node.isOwn) {
                unlockedOptional.add(edge.name);
            }
            else if (!found && isNeeded(edge, node, input)) {
                const by = node.entry.location === '' ? 'package.json' : node.entry.location;
                const reason = `${by} declares it (${edge.spec}) and the lockfile does not have it: run npm install`;
                gaps.push({ target: input.path, subject: edge.name, reason });
            }
        }
    }
    return { gaps, unlockedOptional };
}
/** Finds every dependency of every entry; what is declared and not locked, and what links lie about, are gaps. */
function graphOf(input) {
    const find = finderOf(input.entries);
    const { members, gaps } = membersOf({ ...input, isByPath: linksByPath(input, find) });
    const nodes = new Map();
    for (const entry of input.entries) {
        if (entry.link !== undefined)
            continue;
        const isOwn = entry.location === '' || members.has(entry.location);
        nodes.set(entry.location, { entry, isOwn, arrows: [], dependents: [] });
    }
    const drawn = draw(input, nodes, find);
    return { ...drawn, nodes: [...nodes.values()], gaps: [...gaps, ...drawn.gaps] };
}

;// CONCATENATED MODULE: ./build/src/inventory/manifest.js

function add(edges, value, kindOf) {
    const needs = objectOf(value);
    for (const name in needs) {
        if (!Object.hasOwn(needs, name))
            continue;
        const spec = needs[name];
        edges.set(name, { name, spec: typeof spec === 'string' ? spec : '', kind: kindOf(name) });
    }
}
const NONE = [];
/**
 * The dependencies that a package.json, or an entry of `packages` in a lockfile, declares, one per name: where a
 * name stands twice, optional wins over the others, as npm has it. Development dependencies only of the
 * repository's own.
 */
function edgesOf(manifest, isOwn) {
    const { dependencies, peerDependencies, peerDependenciesMeta, optionalDependencies, devDependencies } = manifest;
    if (!(dependencies || peerDependencies || optionalDependencies || (isOwn && devDependencies)))
        return NONE;
    const edges = new Map();
    const meta = objectOf(peerDependenciesMeta) ?? {};
    const isOptional = (name) => objectOf(meta[name])?.['optional'] === true;
    if (isOwn)
        add(edges, devDependencies, () => 'dev');
    add(edges, peerDependencies, (name) => (isOptional(name) ? 'optional-peer' : 'peer'));
    add(edges, dependencies, () => 'prod');
    add(edges, optionalDependencies, () => 'optional');
    return [...edges.values()];
}
/** Reads a package.json of the repository's own. */
function manifestOf(fields) {
    const { name, workspaces, overrides } = fields;
    return {
        name: typeof name === 'string' ? name : '',
        edges: edgesOf(fields, true),
        workspaces,
        overrides: overrides !== undefined,
    };
}

;// CONCATENATED MODULE: ./build/src/inventory/npm-fields.js

const NOT_AN_OBJECT = 'its entry is not an object';
const TOO_LONG = 'the path of its entry is longer than that of any file';
const npm_fields_MAX_SHOWN = 200;
/** A gap about one entry; a path without bound is cut. */
function entryGap(lockfile, location, reason) {
    return { target: lockfile, subject: location.slice(0, npm_fields_MAX_SHOWN), reason };
}
function wordOf(value) {
    return typeof value === 'string' ? value : '';
}
/** The plain form first: it is nearly all there is, and semver's own parser costs 20 times as much. */
function isVersion(written) {
    return /^\d{1,15}\.\d{1,15}\.\d{1,15}$/.test(written) || semver.valid(written, { loose: true }) !== null;
}
function versionProblem(fields) {
    return `its entry has no usable version (${JSON.stringify(fields['version'] ?? null).slice(0, 80)})`;
}

;// CONCATENATED MODULE: ./build/src/inventory/npm-lock.js




/** A folder, archive or commit whose package.json has no version is told by where it comes from, as in version 1. */
function versionOf(fields) {
    const resolved = wordOf(fields['resolved']);
    const hasNone = fields['version'] === undefined && /^(file:|git[+:@])/.test(resolved);
    return hasNone ? resolved : wordOf(fields['version']);
}
/** Why an entry of `packages` cannot be used, if it cannot. A folder of the repository needs no version. */
function problemOf(location, fields) {
    if (isTooLong(location))
        return TOO_LONG;
    if (fields['link']) {
        return typeof fields['resolved'] === 'string' && isInstalled(location)
            ? undefined
            : 'its entry is a link to nowhere';
    }
    if (!isInstalled(location))
        return undefined;
    if (nameAt(location) === '')
        return 'its entry has no name';
    return isVersion(wordOf(fields['version'])) || versionOf(fields) !== wordOf(fields['version'])
        ? undefined
        : versionProblem(fields);
}
function entryAt(location, fields, line) {
    const installed = isInstalled(location);
    const installedAs = nameAt(location);
    const name = wordOf(fields['name']) || installedAs;
    return {
        location,
        name,
        alias: name !== installedAs && installed ? installedAs : undefined,
        version: versionOf(fields),
        resolved: wordOf(fields['resolved']),
        link: fields['link'] ? locationOf(wordOf(fields['resolved'])) : undefined,
        license: fields['license'],
        edges: edgesOf(fields, !installed),
        bundled: fields['inBundle'] === true,
        onlyOptional: false,
        line,
    };
}
/** Entries of `packages`, lockfile versions 2 and 3 (https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json). */
function readPackages(path, json, packages) {
    const entries = [];
    const gaps = [];
    for (const [location, value] of Object.entries(packages)) {
        const fields = objectOf(value);
        const problem = fields ? problemOf(location, fields) : NOT_AN_OBJECT;
        if (fields && problem === undefined) {
            entries.push(entryAt(location, fields, json.lineOf(['packages', location])));
        }
        else {
            gaps.push(entryGap(path, location, problem ?? ''));
        }
    }
    return { entries, gaps };
}

;// CONCATENATED MODULE: ./build/src/inventory/npm-lock-v1.js



const npm_lock_v1_ALIAS = /^npm:(@?[^@]+)@(.+)$/;
const ELSEWHERE = /^(file:|git[+:@]|github:|gitlab:|bitbucket:|gist:|https?:)/;
function edgesIn(fields) {
    const requires = objectOf(fields['requires']) ?? {};
    return Object.entries(requires).map(([name, spec]) => ({ name, spec: wordOf(spec), kind: 'prod' }));
}
function npm_lock_v1_entryAt(location, fields, line) {
    const alias = npm_lock_v1_ALIAS.exec(wordOf(fields['version']));
    const version = alias?.[2] ?? wordOf(fields['version']);
    const installedAs = nameAt(location);
    return {
        location,
        name: alias?.[1] ?? installedAs,
        alias: alias && alias[1] !== installedAs ? installedAs : undefined,
        version,
        resolved: ELSEWHERE.test(version) ? version : wordOf(fields['resolved']),
        link: undefined,
        license: fields['license'],
        edges: edgesIn(fields),
        bundled: fields['bundled'] === true,
        onlyOptional: fields['optional'] === true,
        line,
    };
}
/** Why an entry has no place in the tree, if it has none; then nothing nested in it has one. */
function placeProblem({ location }, name, folder) {
    if (isTooLong(location) || isTooLong(folder ?? ''))
        return TOO_LONG;
    return name === '' || nameAt(location) !== name ? 'its entry has no usable name' : undefined;
}
function isUsable({ version }) {
    return isVersion(version) || ELSEWHERE.test(version);
}
/** A folder of the repository is a link and what it leads to, as later versions write it. */
function split(entry, folder) {
    if (folder === undefined)
        return [entry];
    return [
        { ...entry, link: folder, edges: [] },
        { ...entry, location: folder, alias: undefined },
    ];
}
/** Entries of nested `dependencies`, lockfile version 1 (npm 5 and 6, and later ones if told to) and old shrinkwraps. */
function readDependencies(path, json, dependencies) {
    const entries = [];
    const gaps = [];
    const folders = new Set(['']);
    const open = [{ fields: dependencies, prefix: '', way: ['dependencies'] }];
    for (let level = open.pop(); level; level = open.pop()) {
        for (const [name, value] of Object.entries(level.fields)) {
            const location = `${level.prefix}node_modules/${name}`;
            const way = [...level.way, name];
            const fields = objectOf(value);
            const entry = npm_lock_v1_entryAt(location, fields ?? {}, json.lineOf(way));
            const folder = folderAt(entry.resolved);
            const misplaced = fields ? placeProblem(entry, name, folder) : NOT_AN_OBJECT;
            const problem = misplaced ?? (fields && !isUsable(entry) ? versionProblem(fields) : undefined);
            if (problem !== undefined)
                gaps.push(entryGap(path, location, problem));
            else
                entries.push(...split(entry, folder).filter((one) => one.link !== undefined || !folders.has(one.location)));
            if (folder !== undefined)
                folders.add(folder);
            if (misplaced !== undefined || fields?.['dependencies'] === undefined)
                continue;
            const nested = objectOf(fields['dependencies']);
            if (nested)
                open.push({ fields: nested, prefix: `${folder || location}/`, way: [...way, 'dependencies'] });
            else
                gaps.push(entryGap(path, location, 'its "dependencies" are not an object'));
        }
    }
    return { entries, gaps };
}

;// CONCATENATED MODULE: ./build/src/inventory/reach.js

/** An optional peer brings nothing in: it takes what others brought, or goes without. */
const REACHING = ['prod', 'peer', 'optional'];
function closure(start, kinds) {
    const reached = new Set(start);
    for (const node of reached) {
        for (const arrow of node.arrows)
            if (kinds.includes(arrow.kind))
                reached.add(arrow.to);
    }
    return reached;
}
function scopesOf(nodes) {
    const own = nodes.filter((node) => node.isOwn);
    const prod = closure(own, ['prod', 'peer']);
    const optional = closure(own, REACHING);
    // Those of linked folders too: npm installs them.
    const folders = nodes.filter((node) => !isInstalled(node.entry.location));
    const firstDev = folders.flatMap(({ arrows }) => arrows.filter(({ kind }) => kind === 'dev').map(({ to }) => to));
    const dev = closure(firstDev, REACHING);
    return (node) => {
        if (prod.has(node))
            return dev.has(node) ? 'both' : 'prod';
        if (optional.has(node))
            return 'optional';
        // What nothing reaches would still be installed by some: it counts as production.
        return dev.has(node) ? 'dev' : 'prod';
    };
}
function labelOf(node) {
    return node.isOwn ? node.entry.name : `${node.entry.name}@${node.entry.version}`;
}
/** Breadth first from the repository's own packages: how far every node is, and over which dependent. */
function waysOf(nodes) {
    const ways = new Map();
    for (const node of nodes)
        if (node.isOwn)
            ways.set(node, { depth: 0, before: undefined });
    for (const [node, way] of ways) {
        for (const { to } of node.arrows)
            if (!ways.has(to))
                ways.set(to, { depth: way.depth + 1, before: node });
    }
    return ways;
}
/** Finds, when asked, the ways from the root to a location: the shortest, or one through each of its nearest dependents. */
function pathsOf({ nodes }) {
    // Made when first asked for: most runs need the paths of a few packages only.
    let known;
    return (location, most) => {
        known ??= { ways: waysOf(nodes), at: new Map(nodes.map((node) => [node.entry.location, node])) };
        const { ways } = known;
        const node = known.at.get(location);
        if (!node)
            return [];
        if (most === 1)
            return ways.has(node) ? [wayTo(node, ways)] : [];
        const depthOf = (one) => ways.get(one)?.depth ?? 0;
        const froms = new Set(node.dependents.map((dependent) => dependent.from));
        const near = [...froms].filter((from) => ways.has(from) && !passes(from, node, ways));
        near.sort((a, b) => depthOf(a) - depthOf(b) || compare(a.entry.location, b.entry.location));
        return near.slice(0, most).map((from) => [...wayTo(from, ways), labelOf(node)]);
    };
}
function wayTo(node, ways) {
    const way = [];
    for (let at = node; at; at = ways.get(at)?.before) {
        if (at.entry.location !== '')
            way.push(labelOf(at));
    }
    return way.reverse();
}
/** Whether the shortest way to `from` already goes through `node`: then it is a circle, not a path. */
function passes(from, node, ways) {
    for (let at = from; at; at = ways.get(at)?.before)
        if (at === node)
            return true;
    return false;
}
function compare(a, b) {
    return a < b ? -1 : Number(a > b);
}
function sourceOf(node) {
    const { location, resolved } = node.entry;
    if (node.isOwn)
        return 'workspace';
    if (/^(git[+:@]|github:|gitlab:|bitbucket:|gist:)/.test(resolved))
        return 'git';
    if (resolved.startsWith('file:'))
        return 'file';
    if (!isInstalled(location))
        return 'link';
    const isByUrl = node.dependents.some((dependent) => /^https?:/.test(dependent.edge.spec));
    return isByUrl ? 'tarball' : 'registry';
}
/** Every node but the root as a package, with where it is reached from. */
function packagesOf(graph) {
    const scope = scopesOf(graph.nodes);
    return graph.nodes
        .filter((node) => node.entry.location !== '')
        .map((node) => ({
        name: node.entry.name,
        alias: node.entry.alias,
        version: node.entry.version,
        location: node.entry.location,
        source: sourceOf(node),
        scope: scope(node),
        direct: node.dependents.some((dependent) => dependent.from.isOwn),
        bundled: node.entry.bundled,
        license: node.entry.license,
        line: node.entry.line,
        folder: isInstalled(node.entry.location) ? folderAt(node.entry.resolved) : node.entry.location,
    }));
}

;// CONCATENATED MODULE: ./build/src/inventory/npm.js









/** A JSON file of the tree; a gap says why it cannot be read. */
async function readFields(tree, path) {
    try {
        const bytes = await tree.read(path);
        if (!bytes)
            return undefined;
        const parsed = parseJson(bytes);
        if ('problem' in parsed)
            return parsed.problem;
        const fields = objectOf(parsed.json.value);
        return fields ? { json: parsed.json, fields } : 'does not hold an object';
    }
    catch (thrown) {
        return (0,errors/* messageOf */.bD)(thrown);
    }
}
function entriesOf(path, json, fields) {
    const version = fields['lockfileVersion'];
    if (version !== 1 && version !== 2 && version !== 3) {
        return `has lockfileVersion ${JSON.stringify(version)?.slice(0, 40) ?? 'missing'}; 1, 2 and 3 are known`;
    }
    if (version === 1 && fields['packages']) {
        return 'has lockfileVersion 1 and "packages": npm 6 reads "dependencies" and later ones the other';
    }
    const key = version === 1 ? 'dependencies' : 'packages';
    const listed = objectOf(fields[key] ?? (version === 1 ? {} : undefined));
    if (!listed)
        return `has no "${key}", which lockfileVersion ${version} must have`;
    return version === 1 ? readDependencies(path, json, listed) : readPackages(path, json, listed);
}
/** What the manifests of the root and of the linked folders declare, and which of them cannot be read. */
async function readDeclared(tree, lockfile, entries) {
    const declared = new Map();
    const without = [];
    const gaps = [];
    for (const location of new Set(['', ...entries.flatMap(({ link }) => link ?? [])])) {
        const path = external_node_path_.posix.join(external_node_path_.posix.dirname(lockfile), location, 'package.json');
        const isOutside = path.startsWith('../') || external_node_path_.posix.isAbsolute(location);
        const read = isOutside ? undefined : await readFields(tree, path);
        if (read === undefined)
            without.push(location);
        else if (typeof read === 'string')
            gaps.push({ target: lockfile, subject: path, reason: `${path} ${read}` });
        else
            declared.set(location, manifestOf(read.fields));
    }
    return { declared, without, gaps };
}
const MAX_LISTED = 5;
function listed(names) {
    return names.slice(0, MAX_LISTED).join(', ') + (names.length > MAX_LISTED ? ', …' : '');
}
function notesOf(path, without, unlocked) {
    const notes = [];
    const linked = without.filter((location) => location !== '');
    if (without.includes('')) {
        notes.push('No package.json stands beside it: what is declared could not be compared.');
    }
    if (linked.length > 0) {
        notes.push(`No package.json was found in ${linked.length} linked folders, so what they declare could not be compared: ${listed(linked)}.`);
    }
    if (unlocked.size > 0) {
        notes.push(`${unlocked.size} optional dependencies of dependencies are not locked, so nothing is said about them: ${listed([...unlocked].sort())}.`);
    }
    return notes.map((text) => ({ subject: path, text }));
}
function duplicateGaps(path, json) {
    return json.duplicates.map((duplicate) => ({
        target: path,
        subject: duplicate.path.join(' > ') || '(root)',
        reason: `the key stands twice in one object (line ${duplicate.line}), and readers disagree on which counts`,
    }));
}
function unreadable(path, reason) {
    const gaps = [{ target: path, subject: path, reason }];
    return { path, format: 'unreadable', packages: [], members: [], gaps, notes: [], paths: () => [] };
}
/** Reads a package-lock.json or npm-shrinkwrap.json of lockfile version 1, 2 or 3, and the manifests it locks. */
async function readNpmLockfile(tree, path) {
    const read = await readFields(tree, path);
    if (typeof read !== 'object')
        return unreadable(path, read === undefined ? 'it is not there' : `it ${read}`);
    const found = entriesOf(path, read.json, read.fields);
    if (typeof found === 'string')
        return unreadable(path, `it ${found}`);
    const root = {
        location: '',
        name: typeof read.fields['name'] === 'string' ? read.fields['name'] : '',
        alias: undefined,
        version: '',
        resolved: '',
        link: undefined,
        license: undefined,
        edges: [],
        bundled: false,
        onlyOptional: false,
        line: undefined,
    };
    const entries = found.entries.some((entry) => entry.location === '')
        ? found.entries
        : [root, ...found.entries];
    const manifests = await readDeclared(tree, path, entries);
    const hasSpecs = read.fields['lockfileVersion'] !== 1;
    const input = { path, entries, declared: manifests.declared, hasSpecs };
    const graph = graphOf(input);
    const all = packagesOf(graph);
    return {
        path,
        format: `${external_node_path_.posix.basename(path, '.json')} v${read.fields['lockfileVersion']}`,
        packages: all.filter((one) => one.source !== 'workspace'),
        members: all.filter((one) => one.source === 'workspace'),
        gaps: [
            ...duplicateGaps(path, read.json),
            ...found.gaps,
            ...manifests.gaps,
            ...graph.gaps,
            ...disagreementsOf(graph.nodes, input),
        ],
        notes: notesOf(path, manifests.without, graph.unlockedOptional),
        paths: pathsOf(graph),
    };
}

;// CONCATENATED MODULE: ./build/src/inventory/inventory.js


const SHRINKWRAP = 'npm-shrinkwrap.json';
const LOCK = 'package-lock.json';
const NPM = [LOCK, SHRINKWRAP];
/** Formats that other package managers write: seen, and not read yet, so a gap and never a pass. */
const UNREAD = {
    'pnpm-lock.yaml': 'pnpm',
    'yarn.lock': 'Yarn',
    'bun.lock': 'Bun',
    'bun.lockb': 'Bun',
};
function isBelow(path, folder) {
    return path === folder || path.startsWith(`${folder}/`);
}
/** npm ignores a package-lock.json beside an npm-shrinkwrap.json; Yarn does not. */
function isOverruled(path, files) {
    const beside = external_node_path_.posix.join(external_node_path_.posix.dirname(path), SHRINKWRAP);
    return external_node_path_.posix.basename(path) === LOCK && files.has(beside);
}
function foldersOf(excluded) {
    return excluded.map((path) => external_node_path_.posix.normalize(path).replace(/\/+$/, ''));
}
/**
 * Finds and reads every lockfile of a tree, but for those below an excluded folder, which are said aloud. What
 * cannot be read (a damaged lockfile, a folder without permission, another manager's format) is a gap.
 */
async function readInventory(tree, excluded = []) {
    const { files, unreadable } = await tree.list();
    const folders = foldersOf(excluded);
    const isExcluded = (path) => folders.some((folder) => isBelow(path, folder));
    const known = files.filter((path) => NPM.includes(external_node_path_.posix.basename(path)) || Object.hasOwn(UNREAD, external_node_path_.posix.basename(path)));
    const all = new Set(known.filter((path) => !isExcluded(path)));
    const looked = known.filter((path) => !isExcluded(path) && !isOverruled(path, all));
    const npm = looked.filter((path) => NPM.includes(external_node_path_.posix.basename(path)));
    const lockfiles = [];
    for (const path of npm)
        lockfiles.push(await readNpmLockfile(tree, path));
    const unread = looked.filter((path) => !npm.includes(path)).map((path) => unreadGap(path));
    const shut = unreadable
        .filter(({ path }) => !isExcluded(path))
        .map(({ path, reason }) => ({
        target: path,
        subject: path,
        reason: `the folder cannot be listed: ${reason}`,
    }));
    const gaps = [...unread, ...shut];
    const manifests = files.filter((path) => external_node_path_.posix.basename(path) === 'package.json' && !isExcluded(path));
    return {
        lockfiles,
        targets: [
            ...lockfiles.map((lockfile) => ({ id: lockfile.path, complete: lockfile.gaps.length === 0 })),
            ...gaps.map((gap) => ({ id: gap.target, complete: false })),
        ],
        gaps: [...gaps, ...lockfiles.flatMap((lockfile) => lockfile.gaps)],
        seen: looked,
        manifests,
        notes: [...passedOver(known, all, isExcluded), ...lockfiles.flatMap((lockfile) => lockfile.notes)],
    };
}
function unreadGap(path) {
    const manager = UNREAD[external_node_path_.posix.basename(path)];
    return {
        target: path,
        subject: path,
        reason: `it is a lockfile of ${manager}, a format that is not read yet`,
    };
}
function passedOver(known, all, isExcluded) {
    const excluded = known.filter(isExcluded);
    const overruled = known.filter((path) => !isExcluded(path) && isOverruled(path, all));
    return [
        ...(excluded.length === 0
            ? []
            : [{ subject: 'exclude', text: `Not looked at, because excluded: ${inventory_listed(excluded)}.` }]),
        ...overruled.map((path) => ({ subject: path, text: `npm ignores it: ${SHRINKWRAP} stands beside it.` })),
    ];
}
const inventory_MAX_LISTED = 10;
function inventory_listed(paths) {
    const more = paths.length > inventory_MAX_LISTED ? ` and ${paths.length - inventory_MAX_LISTED} more` : '';
    return paths.slice(0, inventory_MAX_LISTED).join(', ') + more;
}

;// CONCATENATED MODULE: ./build/src/inventory/unlocked.js




/** Folders whose dependencies a lockfile locks: its own, its members', and those its links lead to. */
function coveredBy(lockfiles) {
    return new Set(lockfiles.flatMap(({ path, members, packages }) => {
        const folder = external_node_path_.posix.dirname(path);
        const local = [...members, ...packages].flatMap((pkg) => pkg.folder ?? []);
        return [folder, ...local.map((one) => external_node_path_.posix.join(folder, one))];
    }));
}
/** Whether a manifest asks for anything; one that cannot be read may. */
async function asks(tree, path) {
    try {
        const bytes = await tree.read(path);
        const parsed = bytes && parseValue(bytes);
        if (!parsed)
            return undefined;
        if ('problem' in parsed)
            return `it ${parsed.problem}`;
        const edges = edgesOf(objectOf(parsed.value) ?? {}, true).filter((edge) => !edge.kind.endsWith('peer'));
        if (edges.length === 0)
            return undefined;
        return `it declares ${edges.length} dependencies and no lockfile locks them: commit one, or exclude it`;
    }
    catch (thrown) {
        return (0,errors/* messageOf */.bD)(thrown);
    }
}
/**
 * Manifests that ask for packages which nothing locks: what they bring in cannot be known. What lies below a
 * lockfile whose format is not read is a gap already.
 */
async function unlockedManifests(tree, { lockfiles, seen, manifests }) {
    const covered = coveredBy(lockfiles);
    const read = new Set(lockfiles.map((lockfile) => lockfile.path));
    const unread = seen.filter((path) => !read.has(path)).map((path) => external_node_path_.posix.dirname(path));
    const isBelowUnread = (path) => unread.some((folder) => folder === '.' || path.startsWith(`${folder}/`));
    const gaps = [];
    for (const path of manifests) {
        if (covered.has(external_node_path_.posix.dirname(path)) || isBelowUnread(path))
            continue;
        const reason = await asks(tree, path);
        if (reason !== undefined)
            gaps.push({ target: path, subject: path, reason });
    }
    return gaps;
}

;// CONCATENATED MODULE: ./build/src/checks/license-compliance/change.js

function everything(text) {
    return {
        counts: () => true,
        before: () => [],
        notes: text === undefined ? [] : [{ subject: 'base', text }],
        partial: false,
    };
}
/** Name, version, source, license and whether production needs it: what makes two copies the same to this check. */
function keyOf(pkg, license) {
    return JSON.stringify([pkg.name, pkg.version, pkg.source, license ?? null, pkg.scope === 'dev']);
}
function keysOf(packages) {
    return new Set(packages.map((pkg) => keyOf(pkg, pkg.license)));
}
/** One lockfile against what it was: what it had, and by name what it no longer has. */
function compareOne(old, present) {
    const had = keysOf(old);
    const has = keysOf(present);
    const gone = new Map();
    for (const pkg of old) {
        if (!has.has(keyOf(pkg, pkg.license)))
            gone.set(pkg.name, [...(gone.get(pkg.name) ?? []), pkg]);
    }
    return { had, gone };
}
function change_compare(base, head, ref) {
    const paths = new Set(head.lockfiles.map((lockfile) => lockfile.path));
    // A lockfile that moved is compared with those that are gone; another lockfile's packages are no excuse.
    const moved = base.lockfiles.filter((lockfile) => !paths.has(lockfile.path)).flatMap((one) => one.packages);
    const before = new Map(base.lockfiles.map((lockfile) => [lockfile.path, lockfile.packages]));
    const ofPackage = new Map();
    for (const { path, packages } of head.lockfiles) {
        const compared = compareOne(before.get(path) ?? moved, packages);
        for (const pkg of packages)
            ofPackage.set(pkg, compared);
    }
    const counts = (pkg) => {
        const had = ofPackage.get(pkg)?.had;
        // A base that recorded no license (lockfile version 1) does not make every package new.
        return !had?.has(keyOf(pkg, pkg.license)) && !had?.has(keyOf(pkg, undefined));
    };
    const present = [...ofPackage.keys()];
    const changed = present.filter(counts).length;
    const text = `Compared with the base ${ref}: ${changed} of ${present.length} locked packages are new or changed, and only they count.`;
    return {
        counts,
        before: (pkg) => (ofPackage.get(pkg)?.gone.get(pkg.name) ?? []).map(({ version, license }) => ({
            version,
            value: license,
        })),
        notes: [{ subject: 'base', text }],
        partial: true,
    };
}
/** Compares the head's packages with those of the base that the event or the user names, if there is one. */
async function readChange(head, options, ports) {
    const base = await ports.repository.base(options.base);
    if (base.kind === 'none')
        return everything();
    if (base.kind === 'missing')
        return everything(`No base to compare with (${base.reason}): everything counts.`);
    const old = await readInventory(base.tree, options.exclude);
    const [gap] = old.gaps;
    if (!gap)
        return change_compare(old, head, base.ref);
    return everything(`The base ${base.ref} could not be read whole (${gap.subject}: ${gap.reason}): everything counts.`);
}

;// CONCATENATED MODULE: ./build/src/checks/license-compliance/aliases.js
/**
 * Names that real package.json files use instead of an SPDX id. A name is here only when it can mean one
 * license; the rest is explained by `ambiguityOf`, never guessed. GNU names without "or later" mean that
 * version only, as the deprecated ids of the SPDX License List do (https://spdx.org/licenses/GPL-3.0.html).
 */
const ALIASES = {
    MIT: [
        'mit license',
        'the mit license',
        'mit license (mit)',
        'the mit license (mit)',
        'mit/x11',
        'expat',
        'expat license',
    ],
    'Apache-2.0': [
        'apache 2',
        'apache 2.0',
        'apache-2',
        'apache2',
        'apache2.0',
        'apache v2',
        'apache v2.0',
        'apache license 2.0',
        'apache license v2.0',
        'apache license, version 2.0',
        'apache license version 2.0',
        'apache software license 2.0',
        'asl 2.0',
    ],
    ISC: ['isc license', 'the isc license', 'isc license (isc)'],
    'BSD-3-Clause': [
        'new bsd',
        'new bsd license',
        'bsd-3',
        'bsd 3-clause',
        'bsd 3-clause license',
        '3-clause bsd',
    ],
    'BSD-2-Clause': [
        'simplified bsd',
        'simplified bsd license',
        'bsd-2',
        'bsd 2-clause',
        'bsd 2-clause license',
        '2-clause bsd',
    ],
    'GPL-2.0-only': ['gplv2', 'gpl v2', 'gpl-2'],
    'GPL-3.0-only': ['gplv3', 'gpl v3', 'gpl-3', 'gnu gplv3', 'gnu gpl v3'],
    'LGPL-2.1-only': ['lgplv2.1'],
    'LGPL-3.0-only': ['lgplv3', 'lgpl v3', 'lgpl-3'],
    'AGPL-3.0-only': ['agplv3', 'agpl v3', 'agpl-3', 'gnu agplv3'],
    'MPL-2.0': ['mpl 2.0', 'mpl-2', 'mplv2', 'mozilla public license 2.0'],
    'CC0-1.0': ['cc0', 'cc0 1.0'],
    Unlicense: ['the unlicense'],
    'Artistic-2.0': ['artistic license 2.0'],
    'OFL-1.1': ['sil ofl 1.1'],
};
const AMBIGUITIES = {
    'may be 2, 3 or 4 clauses': ['bsd', 'bsd license', 'the bsd license', 'bsd-style', 'bsd-like', 'bsd*'],
    'no version': [
        'gpl',
        'gnu gpl',
        'gnu general public license',
        'lgpl',
        'gnu lgpl',
        'agpl',
        'gnu agpl',
        'apache',
        'apache license',
        'the apache license',
        'apache software license',
        'mpl',
        'mozilla public license',
        'epl',
        'eclipse public license',
        'cddl',
        'eupl',
        'osl',
        'artistic',
        'artistic license',
        'ofl',
        'cc-by',
        'cc by',
        'cc-by-sa',
        'cc by-sa',
        'cc-by-nc',
        'cc by-nc',
    ],
    'does not say which GNU license': ['gnu', 'gnu license', 'fsf'],
    'does not say which Creative Commons license': ['cc', 'creative commons'],
    'a statement, not a license': ['public domain', 'public-domain', 'publicdomain', 'pd'],
    'resembles a license, but which text applies is not said': ['mit-style', 'mit-like', 'mit*', 'apache*'],
    'does not say which terms apply': [
        'custom',
        'commercial',
        'proprietary',
        'private',
        'copyright',
        'all rights reserved',
        'free',
        'freeware',
        'open source',
        'opensource',
        'dual',
        'dual license',
        'other',
        'various',
        'unknown',
        'license',
        'see license',
        'see license file',
    ],
};
const ID_BY_ALIAS = invert(ALIASES);
const REASON_BY_NAME = invert(AMBIGUITIES);
function invert(rows) {
    return new Map(Object.entries(rows).flatMap(([value, names]) => names.map((name) => [name, value])));
}
function normalize(text) {
    return text.trim().replace(/\s+/g, ' ').toLowerCase();
}
/** The SPDX id that a whole free-text name stands for beyond doubt; undefined for any other text. */
function aliasOf(text) {
    return ID_BY_ALIAS.get(normalize(text));
}
/** Why a common name cannot be read as one license, in plain words; undefined for any other text. */
function ambiguityOf(text) {
    return REASON_BY_NAME.get(normalize(text));
}

// EXTERNAL MODULE: ./node_modules/spdx-exceptions/index.json
var spdx_exceptions = __nccwpck_require__(3988);
// EXTERNAL MODULE: ./node_modules/spdx-expression-parse/index.js
var spdx_expression_parse = __nccwpck_require__(3326);
// EXTERNAL MODULE: ./node_modules/spdx-license-ids/deprecated.json
var deprecated = __nccwpck_require__(3389);
// EXTERNAL MODULE: ./node_modules/spdx-license-ids/index.json
var spdx_license_ids = __nccwpck_require__(5204);
;// CONCATENATED MODULE: ./build/src/checks/license-compliance/expression.js




/** Beyond this a declaration is not read: no real one comes near, and the parser's time grows with the square. */
const MAX_LEAVES = 2000;
const MAX_LENGTH = 200_000;
const OPERATORS = new Set(['AND', 'OR', 'WITH']);
const REFERENCE = /^(DocumentRef-[A-Za-z0-9.-]+:)?LicenseRef-[A-Za-z0-9.-]+$/;
const CANONICAL = new Map([...spdx_license_ids, ...deprecated, ...spdx_exceptions].map((id) => [id.toLowerCase(), id]));
const IS_EXCEPTION = new Set(spdx_exceptions);
/** All SPDX license ids, for a hint at a mistyped one. */
const LICENSE_IDS = spdx_license_ids;
/**
 * Ids that SPDX deprecated because the exception stood in the license's name
 * (https://spdx.org/licenses/, "Deprecated License Identifiers").
 */
const DEPRECATED_WITH = {
    'GPL-2.0-with-autoconf-exception': ['GPL-2.0', 'Autoconf-exception-2.0'],
    'GPL-2.0-with-bison-exception': ['GPL-2.0', 'Bison-exception-2.2'],
    'GPL-2.0-with-classpath-exception': ['GPL-2.0', 'Classpath-exception-2.0'],
    'GPL-2.0-with-font-exception': ['GPL-2.0', 'Font-exception-2.0'],
    'GPL-2.0-with-GCC-exception': ['GPL-2.0', 'GCC-exception-2.0'],
    'GPL-3.0-with-autoconf-exception': ['GPL-3.0', 'Autoconf-exception-3.0'],
    'GPL-3.0-with-GCC-exception': ['GPL-3.0', 'GCC-exception-3.1'],
};
const GNU = /^(A?GPL|LGPL|GFDL)-\d/;
/** A parsed license with what SPDX deprecated put in today's words: GPL-2.0 is GPL-2.0-only, GPL-2.0+ -or-later. */
function leafOf(id, plus, exception) {
    const old = DEPRECATED_WITH[id];
    if (old)
        return leafOf(old[0], plus, old[1]);
    const isGnu = GNU.test(id);
    const orLater = plus || id.endsWith('-or-later');
    const bare = isGnu ? id.replace(/(-only|-or-later)$/, '') : id;
    const license = isGnu ? `${bare}-only` : id;
    const shown = isGnu ? `${bare}${orLater ? '-or-later' : '-only'}` : `${id}${orLater && plus ? '+' : ''}`;
    const text = exception === undefined ? shown : `${shown} WITH ${exception}`;
    return { kind: 'license', license, orLater, text, ...(exception === undefined ? {} : { exception }) };
}
function unknownLeaf(text, reason) {
    return { leaf: { kind: 'unknown', text, reason } };
}
/** Ids in SPDX's own spelling and operators in capitals: the spec matches ids whatever their case. */
function canonicalize(words) {
    const out = [];
    for (const word of words) {
        const upper = word.toUpperCase();
        const plus = word.endsWith('+');
        const id = CANONICAL.get(word.toLowerCase()) ?? CANONICAL.get(word.slice(0, plus ? -1 : undefined).toLowerCase());
        if (word === '(' || word === ')')
            out.push(word);
        else if (OPERATORS.has(upper))
            out.push(upper);
        else if (REFERENCE.test(word))
            out.push(word);
        // "This version only, or later" says nothing.
        else if (plus && id?.endsWith('-only'))
            return { odd: word };
        else if (id !== undefined)
            out.push(plus && !id.endsWith('+') ? `${id}+` : id);
        else
            return { odd: word };
    }
    return { words: out };
}
/** The parser's tree in our words, without recursion: it may be as deep as it is long. */
function convert(root) {
    const done = [];
    const open = [root];
    for (let item = open.pop(); item !== undefined; item = open.pop()) {
        if (item === 'and' || item === 'or') {
            const left = done.pop();
            const right = done.pop();
            if (left && right)
                done.push({ conjunction: item, left, right });
        }
        else if ('conjunction' in item) {
            open.push(item.conjunction, item.left, item.right);
        }
        else {
            done.push({ leaf: leafOf(item.license, item.plus === true, item.exception) });
        }
    }
    return done[0] ?? unknownLeaf('', 'is empty');
}
/**
 * Reads an SPDX license expression. Ids and operators in any case are accepted; nothing is guessed: what is not
 * an expression of known ids is one unknown leaf that says why.
 */
function parseExpression(written) {
    const shown = shorten(written);
    if (written.length > MAX_LENGTH)
        return unknownLeaf(shown, `is too long (${written.length} characters)`);
    const words = written.match(/[()]|[^\s()]+/g) ?? [];
    const leaves = words.filter((word) => word !== '(' && word !== ')' && !OPERATORS.has(word.toUpperCase())).length;
    if (leaves > MAX_LEAVES)
        return unknownLeaf(shown, `names ${leaves} licenses; at most ${MAX_LEAVES} are read`);
    const canonical = canonicalize(words);
    if ('odd' in canonical) {
        return unknownLeaf(shown, leaves === 1 ? 'is no SPDX license id' : `holds ${quoted(canonical.odd)}, no SPDX license id`);
    }
    try {
        return convert(spdx_expression_parse(canonical.words.join(' ')));
    }
    catch (thrown) {
        const reason = thrown instanceof RangeError ? 'is nested too deeply' : 'is no valid SPDX license expression';
        return unknownLeaf(shown, reason);
    }
}
/** Whether a canonical id names an exception, which is no license of its own. */
function isException(id) {
    return IS_EXCEPTION.has(id);
}
/** A text cut to what a person reads. */
function shorten(text) {
    return text.length > 100 ? `${text.slice(0, 100)}… (${text.length} characters)` : text;
}
function quoted(word) {
    return `"${shorten(word)}"`;
}
/** The expression as SPDX writes it; parentheses only where they are needed. */
function textOfExpression(root) {
    const out = [];
    const open = [root];
    for (let item = open.pop(); item !== undefined; item = open.pop()) {
        if (typeof item === 'string')
            out.push(item);
        else if ('leaf' in item)
            out.push(item.leaf.text);
        else {
            const wrap = (side) => item.conjunction === 'and' && 'conjunction' in side && side.conjunction === 'or'
                ? [')', side, '(']
                : [side];
            open.push(...wrap(item.right), item.conjunction === 'and' ? ' AND ' : ' OR ', ...wrap(item.left));
        }
    }
    return out.join('');
}

;// CONCATENATED MODULE: ./build/src/checks/license-compliance/declaration.js



/** Stands where a license would: in tables, and in a waiver for a package that declares none. */
const NOT_DECLARED = '(none)';
function unknown(text, reason) {
    return { expression: { leaf: { kind: 'unknown', text, reason } }, text, remarks: [] };
}
function readText(written) {
    const trimmed = written.trim();
    const shown = shorten(trimmed);
    const upper = trimmed.slice(0, 20).toUpperCase();
    if (trimmed === '')
        return unknown('', 'the license is empty');
    if (upper === 'UNLICENSED') {
        return {
            expression: { leaf: { kind: 'proprietary', text: 'UNLICENSED' } },
            text: 'UNLICENSED',
            remarks: [],
        };
    }
    if (upper === 'NOASSERTION' || upper === 'NONE')
        return unknown(trimmed, 'says that nobody knows the license');
    if (/^see licen[cs]e in\b/i.test(trimmed))
        return unknown(shown, 'names a file, and texts are not read yet');
    const ambiguity = ambiguityOf(trimmed);
    if (ambiguity !== undefined)
        return unknown(shown, `is ambiguous: ${ambiguity}`);
    const alias = aliasOf(trimmed);
    const expression = parseExpression(alias ?? trimmed);
    const remarks = alias === undefined ? [] : [`"${shown}" is a name for ${alias}`];
    return { expression, text: textOfExpression(expression), remarks };
}
const MAX_CHOICES = 100;
/** Each entry may be long; a hundred long ones together are no license. */
const MAX_TEXT = 10_000;
/** npm once allowed a list; it means a choice (https://docs.npmjs.com/cli/v11/configuring-npm/package-json#license). */
function readList(values) {
    if (values.length === 0)
        return unknown('[]', 'is an empty list');
    if (values.length > MAX_CHOICES)
        return unknown('[…]', `is a list of ${values.length} entries`);
    const length = values.reduce((sum, value) => sum + (typeof value === 'string' ? value.length : 0), 0);
    if (length > MAX_TEXT)
        return unknown('[…]', `is a list of ${length} characters`);
    const choices = values.map((value) => Array.isArray(value) ? unknown('[…]', 'is a list in a list') : readDeclaration(value));
    const expression = choices
        .map((choice) => choice.expression)
        .reduceRight((right, left) => ({ conjunction: 'or', left, right }));
    const remarks = choices.flatMap((choice) => choice.remarks);
    const legacy = values.length > 1 ? ['a legacy list of licenses: read as a choice'] : [];
    return { expression, text: textOfExpression(expression), remarks: [...legacy, ...remarks] };
}
/**
 * Reads the value of `license` (or the legacy `licenses`) of a package.json or a lockfile, whatever it is: text,
 * a legacy `{ type, url }`, a legacy list. What is not understood is unknown, with the reason; nothing is guessed.
 */
function readDeclaration(value) {
    if (typeof value === 'string')
        return readText(value);
    if (value === undefined || value === null)
        return unknown(NOT_DECLARED, 'no license is declared');
    if (Array.isArray(value))
        return readList(value);
    const fields = objectOf(value);
    if (!fields)
        return unknown(String(value).slice(0, 40), `is a ${typeof value}, not text`);
    const type = fields['type'];
    return typeof type === 'string' ? readText(type) : unknown('{…}', 'is an object without a type');
}

;// CONCATENATED MODULE: ./build/src/checks/license-compliance/cross-check.js



/**
 * Why license-checker may say something else than the package's own manifest. Each is a predicate on what was
 * read, none on a package's name.
 */
const REASONS = {
    guessed: 'it guessed from words in a file (a star)',
    custom: 'it found a URL in a file and called it custom',
    unknown: 'it says UNKNOWN where something is declared',
    private: 'it calls every private package UNLICENSED',
    list: 'it keeps a legacy list where we read a choice',
    undeclared: 'nothing is declared, and it says what it found',
    spelling: 'it keeps the spelling, which means the same',
};
function isSame(theirs, ours) {
    return readDeclaration(theirs).text === ours;
}
/** Whether the two agree, else the reason for the difference, else undefined: a difference nobody can explain. */
function explain(checked, readings) {
    const { licenses } = checked;
    const value = readings.find((reading) => reading.value !== undefined)?.value;
    const ours = readDeclaration(value);
    const text = Array.isArray(licenses) ? undefined : String(licenses);
    if (text !== undefined && text === value)
        return 'same';
    if (checked.isPrivate && text === 'UNLICENSED')
        return 'private';
    if (text === 'UNKNOWN')
        return 'unknown';
    if (text?.endsWith('*'))
        return 'guessed';
    if (text?.startsWith('Custom:'))
        return 'custom';
    if (value === undefined)
        return 'undeclared';
    if (Array.isArray(licenses))
        return isSame(licenses, ours.text) ? 'list' : undefined;
    return isSame(text, ours.text) ? 'spelling' : undefined;
}
/**
 * Compares with license-checker's reading of the installed tree. What it sees and the lockfile lacks, and a
 * license that it reads differently for no known reason, are gaps. It is never asked to judge.
 */
async function crossCheck(facts, inventory, ports) {
    const target = inventory.lockfiles.find((lockfile) => external_node_path_.posix.dirname(lockfile.path) === '.')?.path ?? '.';
    ports.progress('cross-checking with license-checker');
    let checked;
    try {
        checked = await ports.licenseChecker();
    }
    catch (thrown) {
        return { gaps: [{ target, subject: 'license-checker', reason: (0,errors/* messageOf */.bD)(thrown) }], notes: [] };
    }
    const ours = new Map(facts.map((fact) => [`${fact.package.name}@${fact.package.version}`, fact]));
    const own = new Set(inventory.lockfiles.flatMap((lockfile) => lockfile.members.map((one) => one.name)));
    const counts = new Map();
    const gaps = [];
    for (const one of checked) {
        if (one.path === '' || own.has(one.name))
            continue;
        const fact = ours.get(`${one.name}@${one.version}`);
        const reason = fact && explain(one, fact.readings);
        if (reason)
            counts.set(reason, (counts.get(reason) ?? 0) + 1);
        else
            gaps.push({
                target,
                subject: `${one.name}@${one.version}`,
                reason: fact ? 'license-checker reads another license' : 'it is installed and not locked',
            });
    }
    if (facts.length > 0 && counts.size === 0 && gaps.length === 0) {
        const reason = 'it sees nothing installed to compare with: run npm ci before the cross-check';
        gaps.push({ target, subject: 'license-checker', reason });
    }
    const said = [...counts]
        .filter(([reason]) => reason !== 'same')
        .map(([reason, count]) => `${count} because ${REASONS[reason]}`);
    const text = `license-checker saw ${checked.length} packages, ${counts.get('same') ?? 0} with the same license${said.length > 0 ? `; ${said.join(', ')}` : ''}.`;
    return { gaps, notes: [{ subject: 'cross-check', text }] };
}

;// CONCATENATED MODULE: ./build/src/checks/license-compliance/installed.js





const TARGET = 'node_modules';
async function readManifest(tree, folder) {
    const bytes = await tree.read(external_node_path_.posix.join(folder, 'package.json'));
    const parsed = bytes && parseValue(bytes);
    return parsed && 'value' in parsed ? objectOf(parsed.value) : undefined;
}
/** What license-checker says of a license, unless it guessed it (`MIT*`, `Custom: …`, `UNKNOWN`). */
function sureLicense(licenses) {
    if (typeof licenses !== 'string')
        return undefined;
    return licenses.endsWith('*') || licenses.startsWith('Custom:') || licenses === 'UNKNOWN'
        ? undefined
        : licenses;
}
async function factOf(tree, folder, checked) {
    const manifest = await readManifest(tree, folder);
    const name = typeof manifest?.['name'] === 'string' ? manifest['name'] : nameAt(folder);
    const version = manifest?.['version'];
    if (typeof version !== 'string')
        return undefined;
    const path = external_node_path_.posix.join(folder, 'package.json');
    const own = {
        source: 'package.json',
        path,
        value: manifest?.['license'] ?? manifest?.['licenses'],
    };
    // license-checker reports a list as a list and a private package as UNLICENSED; its own word counts only
    // where the manifest has none.
    const theirs = own.value === undefined ? sureLicense(checked?.licenses) : undefined;
    return {
        lockfile: TARGET,
        package: {
            name,
            version,
            location: folder,
            source: 'registry',
            scope: 'prod',
            direct: false,
            bundled: false,
            license: undefined,
        },
        readings: theirs === undefined ? [own] : [own, { source: 'license-checker', path: folder, value: theirs }],
        counts: true,
        before: [],
        paths: () => [],
    };
}
/** What package.json declares and node_modules lacks: then the tree is not whole, whatever it holds. */
async function missing(tree, folders) {
    const manifest = await readManifest(tree, '');
    if (!manifest)
        return [
            {
                target: TARGET,
                subject: 'package.json',
                reason: 'there is no lockfile and no readable package.json',
            },
        ];
    return edgesOf(manifest, true)
        .filter((edge) => edge.kind !== 'optional-peer' && !folders.has(`node_modules/${edge.name}`))
        .map((edge) => ({
        target: TARGET,
        subject: edge.name,
        reason: 'package.json declares it; it is neither locked nor installed: commit a lockfile',
    }));
}
/** Whether Node's look-up from a folder finds a package among those that were seen. */
function isFound(from, name, folders) {
    for (let at = from;; at = external_node_path_.posix.dirname(at)) {
        if (folders.has(external_node_path_.posix.join(at, 'node_modules', name)))
            return true;
        if (at === '.' || at === '')
            return false;
    }
}
/** What installed packages need and nobody saw: a tree with a hole holds licenses that nobody read. */
async function holes(tree, folders) {
    const gaps = [];
    for (const folder of folders) {
        const needs = edgesOf((await readManifest(tree, folder)) ?? {}, false);
        for (const { name, kind } of needs) {
            if (kind !== 'prod' || isFound(folder, name, folders))
                continue;
            gaps.push({ target: TARGET, subject: name, reason: `${folder} needs it, and it is not installed` });
        }
    }
    return gaps;
}
/**
 * Without any lockfile: every folder in node_modules that holds a package, and everything that license-checker
 * sees there. What is not installed (other platforms) cannot be known, which is said.
 */
async function readInstalledTree(ports) {
    const folders = await ports.tree.listInstalled();
    if (folders.length === 0) {
        const reason = 'there is no lockfile, and nothing is installed: commit a lockfile, or run the check where it is';
        return {
            facts: [],
            gaps: [{ target: '.', subject: '.', reason }],
            notes: [],
            targets: [],
            partial: false,
        };
    }
    const facts = [];
    const gaps = [];
    const checked = new Map();
    try {
        for (const one of await ports.licenseChecker())
            checked.set(one.path, one);
    }
    catch (thrown) {
        gaps.push({ target: TARGET, subject: 'license-checker', reason: (0,errors/* messageOf */.bD)(thrown) });
    }
    const all = new Set([...folders, ...[...checked.keys()].filter((path) => path.startsWith('node_modules/'))]);
    for (const folder of all) {
        const fact = await factOf(ports.tree, folder, checked.get(folder));
        if (fact)
            facts.push(fact);
        else
            gaps.push({
                target: TARGET,
                subject: folder,
                reason: 'its package.json cannot be read or has no version',
            });
    }
    const allGaps = [...gaps, ...(await missing(ports.tree, all)), ...(await holes(ports.tree, all))];
    const text = `There is no lockfile: ${all.size} installed packages were read, with license-checker beside. What is not installed here (other platforms) is not known; a lockfile would tell.`;
    return {
        facts,
        gaps: allGaps,
        notes: [{ subject: TARGET, text }],
        targets: [{ id: TARGET, complete: allGaps.length === 0 }],
        partial: false,
    };
}

// EXTERNAL MODULE: ./build/src/core/suggest.js
var suggest = __nccwpck_require__(9235);
;// CONCATENATED MODULE: ./build/src/checks/license-compliance/categories.js
/** Attribution and notices at most. Content licenses such as CC-BY and open data licenses are here. */
const PERMISSIVE = `
  0BSD 3D-Slicer-1.0 AAL AdaCore-doc Adobe-2006 Adobe-Display-PostScript Adobe-Glyph ADSL
  Advanced-Cryptics-Dictionary AFL-1.1 AFL-1.2 AFL-2.0 AFL-2.1 AFL-3.0 Afmparse ALGLIB-Documentation
  AMD-newlib AMDPLPA AML AML-glslang AMPAS Apache-1.0 Apache-1.1 Apache-2.0 APAFML Baekmuk Bahyph Barr
  bcrypt-Solar-Designer Beerware Bitstream-Charter Bitstream-Vera BlueOak-1.0.0 Boehm-GC
  Boehm-GC-without-fee BOLA-1.1 Borceux Brian-Gladman-2-Clause Brian-Gladman-3-Clause
  Brian-Gladman-3-Clause-no-conversion BSD-1-Clause BSD-2-Clause BSD-2-Clause-Darwin
  BSD-2-Clause-first-lines BSD-2-Clause-FreeBSD BSD-2-Clause-NetBSD BSD-2-Clause-Patent
  BSD-2-Clause-pkgconf-disclaimer BSD-2-Clause-pos-unchanged BSD-2-Clause-Views BSD-3-Clause
  BSD-3-Clause-acpica BSD-3-Clause-Attribution BSD-3-Clause-Clear BSD-3-Clause-flex BSD-3-Clause-HP
  BSD-3-Clause-LBNL BSD-3-Clause-Modification BSD-3-Clause-No-Nuclear-Warranty BSD-3-Clause-Open-MPI
  BSD-3-Clause-Sun BSD-3-Clause-Tso BSD-4-Clause BSD-4-Clause-Shortened BSD-4-Clause-UC BSD-4.3RENO
  BSD-4.3TAHOE BSD-Advertising-Acknowledgement BSD-ask-to-endorse BSD-Attribution-HPND-disclaimer
  BSD-Inferno-Nettverk BSD-Mark-Modifications BSD-Source-alt-GPL BSD-Source-beginning-file
  BSD-Source-Code BSD-Source-Code-no-disclaimer BSD-Systemics BSD-Systemics-W3Works BSL-1.0 Buddy
  bzip2-1.0.5 bzip2-1.0.6 Caldera Caldera-no-preamble Catharon CC-BY-1.0 CC-BY-2.0 CC-BY-2.5
  CC-BY-2.5-AU CC-BY-3.0 CC-BY-3.0-AT CC-BY-3.0-AU CC-BY-3.0-DE CC-BY-3.0-IGO CC-BY-3.0-NL
  CC-BY-3.0-US CC-BY-4.0 CDLA-Permissive-1.0 CDLA-Permissive-2.0 CECILL-B CERN-OHL-P-2.0 CFITSIO
  check-cvs checkmk Clips CMU-Mach CMU-Mach-nodoc CNRI-Jython CNRI-Python CNRI-Python-GPL-Compatible
  COIL-1.0 Community-Spec-1.0 Condor-1.1 Cornell-Lossless-JPEG Cronyx Crossword CryptoSwift
  CrystalStacker Cube curl cve-tou DEC-3-Clause diffmark DL-DE-BY-2.0 DL-DE-ZERO-2.0 DOC DocBook-DTD
  DocBook-Schema DocBook-Stylesheet DocBook-XML Dotseqn DRL-1.0 DRL-1.1 DSDP dtoa ECL-1.0 ECL-2.0
  EFL-1.0 EFL-2.0 eGenix Entessa EPICS ESA-PL-permissive-2.4 etalab-2.0 EUDatagrid Fair FBM
  Ferguson-Twofish FreeBSD-DOC FSFAP FSFAP-no-warranty-disclaimer FSFUL FSFULLR FSFULLRSD FSFULLRWD
  FTL Furuseth fwlw Game-Programming-Gems GD generic-xts Giftware Glulxe GLWTPL Graphics-Gems gtkbook
  Gutmann HaskellReport HDF5 hdparm HIDAPI HP-1986 HP-1989 HPND HPND-DEC HPND-doc HPND-doc-sell
  HPND-export-US HPND-export-US-acknowledgement HPND-export-US-modify HPND-export2-US
  HPND-Fenneberg-Livingston HPND-INRIA-IMAG HPND-Intel HPND-Kevlin-Henney HPND-Markus-Kuhn
  HPND-merchantability-variant HPND-MIT-disclaimer HPND-Netrek HPND-Pbmplus
  HPND-sell-MIT-disclaimer-xserver HPND-sell-regexpr HPND-sell-variant
  HPND-sell-variant-critical-systems HPND-sell-variant-MIT-disclaimer
  HPND-sell-variant-MIT-disclaimer-rev HPND-SMC HPND-UC HPND-UC-export-US HTMLTIDY hyphen-bulgarian
  IBM-pibs ICU IJG IJG-short ImageMagick iMatix Info-ZIP Informatica Inner-Net-2.0 InnoSetup Intel
  Intel-ACPI ISC ISC-Veillard Jam JasPer-2.0 jove JPNIC Kastrup Kazlib Knuth-CTAN Leptonica Libpng
  libpng-1.6.35 libpng-2.0 libtiff libutil-David-Nugent Linux-OpenIB LOOP LPD-document lsof
  Lucida-Bitmap-Fonts Mackerras-3-Clause Mackerras-3-Clause-acknowledgment magaz mailprio man2html
  Martin-Birgmeier McPhee-slideshow metamail Minpack MirOS MIT MIT-0 MIT-advertising MIT-Click MIT-CMU
  MIT-enna MIT-feh MIT-Festival MIT-Khronos-old MIT-Modern-Variant MIT-open-group MIT-STK
  MIT-testregex MIT-Wu MITNFA MMIXware mpi-permissive mpich2 mplus MS-PL MTLL MulanPSL-1.0
  MulanPSL-2.0 Multics Mup NAIST-2003 Naumen NCL NCSA Net-SNMP NetCDF Newsletr ngrep NICTA-1.0
  NIST-PD-fallback NIST-Software NLOD-1.0 NLOD-2.0 NLPL NRL NTP NTP-0 Nunit O-UDA-1.0 OAR ODC-By-1.0
  OFFIS OGC-1.0 OGDL-Taiwan-1.0 OGL-Canada-2.0 OGL-UK-1.0 OGL-UK-2.0 OGL-UK-3.0 OLDAP-2.0 OLDAP-2.0.1
  OLDAP-2.1 OLDAP-2.2 OLDAP-2.2.1 OLDAP-2.2.2 OLDAP-2.3 OLDAP-2.4 OLDAP-2.5 OLDAP-2.6 OLDAP-2.7
  OLDAP-2.8 OLFL-1.3 OML OpenMDW-1.0 OpenSSL OpenSSL-standalone OPL-UK-3.0 OSC-1.0 OSSP PADL
  ParaType-Free-Font-1.3 PHP-3.0 PHP-3.01 Pixar pkgconf Plexus PostgreSQL PSF-2.0 psutils Python-2.0
  Python-2.0.1 python-ldap radvd Rdisc RSA-MD Ruby-pty Saxpath SCEA SchemeReport SGI-B-1.1 SGI-B-2.0
  SGI-OpenGL SGMLUG-PM SGP4 SHL-0.5 SHL-0.51 SL SMLNJ snprintf softSurfer Soundex Spencer-86
  Spencer-94 Spencer-99 ssh-keyscan SSH-OpenSSH SSH-short SSLeay-standalone StandardML-NJ Sun-PPP
  Sun-PPP-2000 SunPro SWL swrule Symlinks TCL TCP-wrappers TekHVC TermReadKey threeparttable TPDL
  TrustedQSL TTWL TTYP0 TU-Berlin-1.0 TU-Berlin-2.0 UCAR ulem UMich-Merit Unicode-3.0 Unicode-DFS-2015
  Unicode-DFS-2016 UnixCrypt UPL-1.0 VSL-1.0 W3C W3C-19980720 W3C-20150513 w3m Widget-Workshop WordNet
  Wsuipa WTFNMFPL WTFPL wwl X11 X11-distribute-modifications-variant X11-no-permit-persons X11-swapped
  Xdebug-1.03 Xerox Xfig XFree86-1.1 xinetd xkeyboard-config-Zinoviev xlock Xnet xpp XSkat Zed Zeeff
  Zend-2.0 Zlib zlib-acknowledgement ZPL-1.1 ZPL-2.0 ZPL-2.1`;
/** Source or the same terms for the licensed files alone; share-alike content; duties on changed files. */
const WEAK_COPYLEFT = `
  Abstyles App-s2p Artistic-1.0 Artistic-1.0-cl8 Artistic-1.0-Perl Artistic-2.0 Artistic-dist
  Aspell-RU BitTorrent-1.0 BitTorrent-1.1 CATOSL-1.1 CC-BY-SA-1.0 CC-BY-SA-2.0 CC-BY-SA-2.0-UK
  CC-BY-SA-2.1-JP CC-BY-SA-2.5 CC-BY-SA-3.0 CC-BY-SA-3.0-AT CC-BY-SA-3.0-DE CC-BY-SA-3.0-IGO
  CC-BY-SA-4.0 CC-SA-1.0 CDDL-1.0 CDDL-1.1 CDL-1.0 CDLA-Sharing-1.0 CECILL-C CERN-OHL-W-2.0 ClArtistic
  CPL-1.0 CUA-OPL-1.0 dvipdfm eCos-2.0 EPL-1.0 EPL-2.0 ErlPL-1.1 ESA-PL-weak-copyleft-2.4 Eurosym
  FDK-AAC FDK-MPEG-H FreeImage GCR-docs GFDL-1.1 GFDL-1.1-invariants-only GFDL-1.1-invariants-or-later
  GFDL-1.1-no-invariants-only GFDL-1.1-no-invariants-or-later GFDL-1.1-only GFDL-1.1-or-later GFDL-1.2
  GFDL-1.2-invariants-only GFDL-1.2-invariants-or-later GFDL-1.2-no-invariants-only
  GFDL-1.2-no-invariants-or-later GFDL-1.2-only GFDL-1.2-or-later GFDL-1.3 GFDL-1.3-invariants-only
  GFDL-1.3-invariants-or-later GFDL-1.3-no-invariants-only GFDL-1.3-no-invariants-or-later
  GFDL-1.3-only GFDL-1.3-or-later GL2PS gnuplot GPL-2.0-with-autoconf-exception
  GPL-2.0-with-bison-exception GPL-2.0-with-classpath-exception GPL-2.0-with-font-exception
  GPL-2.0-with-GCC-exception GPL-3.0-with-autoconf-exception GPL-3.0-with-GCC-exception gSOAP-1.3b
  Imlib2 Interbase-1.0 IPA IPL-1.0 Latex2e Latex2e-translated-notice LGPL-2.0 LGPL-2.0-only
  LGPL-2.0-or-later LGPL-2.1 LGPL-2.1-only LGPL-2.1-or-later LGPL-3.0 LGPL-3.0-only LGPL-3.0-or-later
  LGPLLR LiLiQ-P-1.1 LiLiQ-R-1.1 Linux-man-pages-1-para Linux-man-pages-copyleft
  Linux-man-pages-copyleft-2-para Linux-man-pages-copyleft-var LPL-1.0 LPL-1.02 LPPL-1.0 LPPL-1.1
  LPPL-1.2 LPPL-1.3a LPPL-1.3c Motosoto MPL-1.0 MPL-1.1 MPL-2.0 MPL-2.0-no-copyleft-exception MS-RL
  NASA-1.3 NBPL-1.0 Nokia NOSL Noweb NPL-1.0 NPL-1.1 OCCT-PL OCLC-2.0 ODbL-1.0 OFL-1.0 OFL-1.0-no-RFN
  OFL-1.0-RFN OFL-1.1 OFL-1.1-no-RFN OFL-1.1-RFN OGTSL OLDAP-1.1 OLDAP-1.2 OLDAP-1.3 OLDAP-1.4
  OpenPBS-2.3 OPL-1.0 OSET-PL-2.1 pnmstitch Qhull RHeCos-1.1 RSCPL Ruby Sendmail Sendmail-8.23
  Sendmail-Open-Source-1.1 SISSL SISSL-1.2 SMPPL SNIA SPL-1.0 SugarCRM-1.1.3 TORQUE-1.1 TPL-1.0
  Ubuntu-font-1.0 URT-RLE Vim Vixie-Cron wxWindows xzoom YPL-1.0 YPL-1.1 Zimbra-1.3 Zimbra-1.4`;
/** The same terms for the whole work that contains them. */
const STRONG_COPYLEFT = `
  APL-1.0 Arphic-1999 BSD-Protection CECILL-1.0 CECILL-1.1 CECILL-2.0 CECILL-2.1 CERN-OHL-1.1
  CERN-OHL-1.2 CERN-OHL-S-2.0 copyleft-next-0.3.0 copyleft-next-0.3.1 D-FSL-1.0 EUPL-1.0 Glide GPL-1.0
  GPL-1.0-only GPL-1.0-or-later GPL-2.0 GPL-2.0-only GPL-2.0-or-later GPL-3.0 GPL-3.0-only
  GPL-3.0-or-later LAL-1.2 LAL-1.3 LiLiQ-Rplus-1.1 MakeIndex NGPL QPL-1.0 QPL-1.0-INRIA-2004 SimPL-2.0
  Sleepycat SMAIL-GPL TAPR-OHL-1.0 TMate TOSL VOSTROM`;
/** Source is owed for use over a network, or for any use: their own definition of deploying says so. */
const NETWORK_COPYLEFT = `
  AGPL-1.0 AGPL-1.0-only AGPL-1.0-or-later AGPL-3.0 AGPL-3.0-only AGPL-3.0-or-later APSL-1.0 APSL-1.1
  APSL-1.2 APSL-2.0 CAL-1.0 CAL-1.0-Combined-Work-Exception CPAL-1.0 ESA-PL-strong-copyleft-2.4
  EUPL-1.1 EUPL-1.2 Frameworx-1.0 NPOSL-3.0 OSL-1.0 OSL-1.1 OSL-2.0 OSL-2.1 OSL-3.0 Parity-6.0.0
  Parity-7.0.0 RPL-1.1 RPL-1.5 RPSL-1.0 TGPPL-1.0 UCL-1.0 Watcom-1.0`;
/** The source may be read, but who may use it, for what or how is limited: no OSI license asks that. */
const SOURCE_AVAILABLE = `
  Aladdin ASWF-Digital-Assets-1.0 ASWF-Digital-Assets-1.1 BSD-3-Clause-No-Military-License
  BSD-3-Clause-No-Nuclear-License BSD-3-Clause-No-Nuclear-License-2014 BSD-3-Clause-OpenWebUI BUSL-1.1
  C-UDA-1.0 CC-BY-NC-1.0 CC-BY-NC-2.0 CC-BY-NC-2.5 CC-BY-NC-3.0 CC-BY-NC-3.0-DE CC-BY-NC-3.0-IGO
  CC-BY-NC-4.0 CC-BY-NC-ND-1.0 CC-BY-NC-ND-2.0 CC-BY-NC-ND-2.5 CC-BY-NC-ND-3.0 CC-BY-NC-ND-3.0-DE
  CC-BY-NC-ND-3.0-IGO CC-BY-NC-ND-4.0 CC-BY-NC-SA-1.0 CC-BY-NC-SA-2.0 CC-BY-NC-SA-2.0-DE
  CC-BY-NC-SA-2.0-FR CC-BY-NC-SA-2.0-UK CC-BY-NC-SA-2.5 CC-BY-NC-SA-3.0 CC-BY-NC-SA-3.0-DE
  CC-BY-NC-SA-3.0-IGO CC-BY-NC-SA-4.0 CC-BY-ND-1.0 CC-BY-ND-2.0 CC-BY-ND-2.5 CC-BY-ND-3.0
  CC-BY-ND-3.0-DE CC-BY-ND-4.0 CPOL-1.02 Elastic-2.0 FSL-1.1-ALv2 FSL-1.1-MIT Hippocratic-2.1
  Hippocratic-3.0-core JPL-image JSON MMPL-1.0.1 MS-LPL MVT-1.1 NCGL-UK-2.0
  PolyForm-Noncommercial-1.0.0 PolyForm-Small-Business-1.0.0 PPL SGI-B-1.0 SOFA SSPL-1.0 SUL-1.0
  Unicode-TOU UnRAR`;
/** Rights are given up, not licensed. */
const PUBLIC_DOMAIN = `
  ANTLR-PD ANTLR-PD-fallback blessing CC-PDDC CC-PDM-1.0 CC0-1.0 libselinux-1.0 LZMA-SDK-9.11-to-9.20
  LZMA-SDK-9.22 NCBI-PD NIST-PD NIST-PD-TNT NTIA-PD PDDL-1.0 SAX-PD SAX-PD-2.0 Unlicense
  Unlicense-libtelnet Unlicense-libwhirlpool`;
/** No SPDX id is proprietary: the category is that of npm's `UNLICENSED`. */
const IDS = {
    permissive: PERMISSIVE,
    'weak-copyleft': WEAK_COPYLEFT,
    'strong-copyleft': STRONG_COPYLEFT,
    'network-copyleft': NETWORK_COPYLEFT,
    'source-available': SOURCE_AVAILABLE,
    proprietary: '',
    'public-domain': PUBLIC_DOMAIN,
};
/** Every category, the most welcome first as far as they can be ordered. */
const CATEGORIES = [
    'permissive',
    'public-domain',
    'weak-copyleft',
    'strong-copyleft',
    'network-copyleft',
    'source-available',
    'proprietary',
];
/** The ids of a category, as they are spelled in the SPDX License List. */
function idsOf(category) {
    return IDS[category].split(/\s+/).filter((id) => id !== '');
}
const CATEGORY_BY_ID = new Map(CATEGORIES.flatMap((category) => idsOf(category).map((id) => [id, category])));
/**
 * The category of a canonical SPDX id (current or deprecated, spelled as the list spells it), or undefined
 * where none is certain. An id with `-or-later` has the category of the version it names.
 */
function categoryOf(id) {
    return CATEGORY_BY_ID.get(id);
}

;// CONCATENATED MODULE: ./build/src/checks/license-compliance/families.js
/**
 * Which licenses "this version or later" offers. A family a row (an indented line continues one), its
 * versions in order and separated by `<`; the first id of a version is its current one, the others are
 * spellings of the same version. Rows are explicit because names do not tell: BSD-3-Clause is no later
 * BSD-2-Clause. Only ids of the SPDX License List (https://spdx.org/licenses/) are known; ported and reworded
 * variants stand alone.
 */
const FAMILIES = `
AFL-1.1 < AFL-1.2 < AFL-2.0 < AFL-2.1 < AFL-3.0
AGPL-1.0-only AGPL-1.0 AGPL-1.0-or-later < AGPL-3.0-only AGPL-3.0 AGPL-3.0-or-later
APSL-1.0 < APSL-1.1 < APSL-1.2 < APSL-2.0
ASWF-Digital-Assets-1.0 < ASWF-Digital-Assets-1.1
Apache-1.0 < Apache-1.1 < Apache-2.0
Artistic-1.0 < Artistic-2.0
BitTorrent-1.0 < BitTorrent-1.1
CC-BY-1.0 < CC-BY-2.0 < CC-BY-2.5 < CC-BY-3.0 < CC-BY-4.0
CC-BY-NC-1.0 < CC-BY-NC-2.0 < CC-BY-NC-2.5 < CC-BY-NC-3.0 < CC-BY-NC-4.0
CC-BY-NC-ND-1.0 < CC-BY-NC-ND-2.0 < CC-BY-NC-ND-2.5 < CC-BY-NC-ND-3.0 < CC-BY-NC-ND-4.0
CC-BY-NC-SA-1.0 < CC-BY-NC-SA-2.0 < CC-BY-NC-SA-2.5 < CC-BY-NC-SA-3.0 < CC-BY-NC-SA-4.0
CC-BY-ND-1.0 < CC-BY-ND-2.0 < CC-BY-ND-2.5 < CC-BY-ND-3.0 < CC-BY-ND-4.0
CC-BY-SA-1.0 < CC-BY-SA-2.0 < CC-BY-SA-2.5 < CC-BY-SA-3.0 < CC-BY-SA-4.0
CDDL-1.0 < CDDL-1.1
CDLA-Permissive-1.0 < CDLA-Permissive-2.0
CECILL-1.0 < CECILL-1.1 < CECILL-2.0 < CECILL-2.1
CERN-OHL-1.1 < CERN-OHL-1.2
DRL-1.0 < DRL-1.1
ECL-1.0 < ECL-2.0
EFL-1.0 < EFL-2.0
EPL-1.0 < EPL-2.0
EUPL-1.0 < EUPL-1.1 < EUPL-1.2
GFDL-1.1-invariants-only GFDL-1.1-invariants-or-later
  < GFDL-1.2-invariants-only GFDL-1.2-invariants-or-later
  < GFDL-1.3-invariants-only GFDL-1.3-invariants-or-later
GFDL-1.1-no-invariants-only GFDL-1.1-no-invariants-or-later
  < GFDL-1.2-no-invariants-only GFDL-1.2-no-invariants-or-later
  < GFDL-1.3-no-invariants-only GFDL-1.3-no-invariants-or-later
GFDL-1.1-only GFDL-1.1 GFDL-1.1-or-later < GFDL-1.2-only GFDL-1.2 GFDL-1.2-or-later
  < GFDL-1.3-only GFDL-1.3 GFDL-1.3-or-later
GPL-1.0-only GPL-1.0 GPL-1.0-or-later < GPL-2.0-only GPL-2.0 GPL-2.0-or-later
  < GPL-3.0-only GPL-3.0 GPL-3.0-or-later
LAL-1.2 < LAL-1.3
LGPL-2.0-only LGPL-2.0 LGPL-2.0-or-later < LGPL-2.1-only LGPL-2.1 LGPL-2.1-or-later
  < LGPL-3.0-only LGPL-3.0 LGPL-3.0-or-later
LPL-1.0 < LPL-1.02
LPPL-1.0 < LPPL-1.1 < LPPL-1.2 < LPPL-1.3a < LPPL-1.3c
MPL-1.0 < MPL-1.1 < MPL-2.0
MulanPSL-1.0 < MulanPSL-2.0
NLOD-1.0 < NLOD-2.0
NPL-1.0 < NPL-1.1
OFL-1.0 < OFL-1.1
OFL-1.0-RFN < OFL-1.1-RFN
OFL-1.0-no-RFN < OFL-1.1-no-RFN
OGL-UK-1.0 < OGL-UK-2.0 < OGL-UK-3.0
OLDAP-1.1 < OLDAP-1.2 < OLDAP-1.3 < OLDAP-1.4 < OLDAP-2.0 < OLDAP-2.0.1 < OLDAP-2.1 < OLDAP-2.2
  < OLDAP-2.2.1 < OLDAP-2.2.2 < OLDAP-2.3 < OLDAP-2.4 < OLDAP-2.5 < OLDAP-2.6 < OLDAP-2.7
  < OLDAP-2.8
OSL-1.0 < OSL-1.1 < OSL-2.0 < OSL-2.1 < OSL-3.0
PHP-3.0 < PHP-3.01
Parity-6.0.0 < Parity-7.0.0
RPL-1.1 < RPL-1.5
SGI-B-1.0 < SGI-B-1.1 < SGI-B-2.0
SISSL < SISSL-1.2
TU-Berlin-1.0 < TU-Berlin-2.0
YPL-1.0 < YPL-1.1
ZPL-1.1 < ZPL-2.0 < ZPL-2.1
Zimbra-1.3 < Zimbra-1.4
copyleft-next-0.3.0 < copyleft-next-0.3.1
`;
const LATER_BY_ID = readFamilies(FAMILIES);
function readFamilies(rows) {
    return new Map(rows.trim().replace(/\n +</g, ' <').split('\n').flatMap(readFamily));
}
function readFamily(row) {
    const versions = row.split(' < ').map((version) => version.split(' '));
    const current = versions.flatMap((spellings) => spellings.slice(0, 1));
    return versions.flatMap((spellings, index) => spellings.map((id) => [id, current.slice(index)]));
}
/**
 * The canonical ids of the version that `id` names and of every later one, oldest first: what `id` offers
 * when it is followed by `+`, or ends in `-or-later`. An id of no known family offers itself alone.
 */
function laterVersions(id) {
    return LATER_BY_ID.get(id) ?? [id];
}
/** Every id that stands in a family. */
function familyIds() {
    return [...LATER_BY_ID.keys()];
}

;// CONCATENATED MODULE: ./build/src/checks/license-compliance/policy.js





/** Applied when none of allow, deny and review is given. */
const DEFAULT_LISTS = {
    allow: ['permissive', 'public-domain', 'weak-copyleft'],
    deny: ['network-copyleft', 'source-available', 'proprietary'],
    review: ['strong-copyleft'],
};
function isCategory(entry) {
    return CATEGORIES.includes(entry);
}
function leafIn(expression) {
    return 'leaf' in expression && expression.leaf.kind === 'license' ? expression.leaf : undefined;
}
/** What is wrong with one entry of a list, if anything. */
function entryProblem(entry) {
    if (isCategory(entry.toLowerCase()))
        return undefined;
    const expression = parseExpression(entry);
    if (!('leaf' in expression))
        return `holds an expression, "${entry}": list its licenses one by one`;
    if (expression.leaf.kind === 'license' && !isException(expression.leaf.license))
        return undefined;
    // The id nearest to npm's UNLICENSED is Unlicense, its very opposite.
    const meant = entry.toUpperCase() === 'UNLICENSED' ? 'proprietary' : aliasOf(entry);
    const hint = meant === undefined ? (0,suggest/* didYouMean */.a)(entry, [...CATEGORIES, ...LICENSE_IDS]) : ` (did you mean "${meant}"?)`;
    return `holds "${entry}", which is neither an SPDX license id, a LicenseRef- nor a category (${CATEGORIES.join(', ')})${hint}`;
}
/** An entry's own text; where a whole range is meant, its versions too. */
function textsOf(leaf, wholeRange) {
    if (!wholeRange || !leaf.orLater || leaf.exception !== undefined)
        return [leaf.text];
    const versions = laterVersions(leaf.license).map((id) => leafOf(id, false));
    return [leaf.text, ...versions.flatMap((version) => [version.text, leafOf(version.license, true).text])];
}
function policy_listed(entries, wholeRange) {
    const lower = entries.map((entry) => entry.toLowerCase());
    const leaves = entries
        .filter((entry) => !isCategory(entry.toLowerCase()))
        .map((entry) => leafIn(parseExpression(entry)));
    return {
        categories: new Set(lower.filter(isCategory)),
        ids: new Set(leaves.flatMap((leaf) => (leaf ? textsOf(leaf, wholeRange) : []))),
    };
}
/**
 * Makes lists ready for look-ups. An entry `X-or-later` denies or reviews every version it covers, and allows
 * only what says the same.
 */
function policyOf(lists) {
    const isDefault = [lists.allow, lists.deny, lists.review].every((entries) => entries.length === 0);
    const used = isDefault ? DEFAULT_LISTS : lists;
    return {
        allow: policy_listed(used.allow, false),
        deny: policy_listed(used.deny, true),
        review: policy_listed(used.review, true),
        isDefault,
        hasAllowList: !isDefault && used.allow.length > 0,
    };
}
/** Ids and categories that stand in two lists: they contradict each other. */
function contradictions(lists) {
    const names = ['allow', 'deny', 'review'];
    const own = names.map((name) => ({ name, ...policy_listed(lists[name], false) }));
    return own.flatMap((one, i) => own.slice(i + 1).flatMap((other) => {
        const both = [...one.ids, ...one.categories].filter((id) => other.ids.has(id) || other.categories.has(id));
        return both.map((id) => `"${id}" stands both in ${one.name} and in ${other.name}: keep one`);
    }));
}
/** The three lists in the order in which they decide. */
const ORDER = [
    ['deny', 'deny'],
    ['allow', 'allow'],
    ['review', 'review'],
];
function byId(text, policy) {
    const found = ORDER.find(([list]) => policy[list].ids.has(text));
    return found && { verdict: found[1], reason: `is on the ${found[0]} list` };
}
const ACTS = { deny: 'denied', allow: 'allowed', review: 'to be reviewed' };
function byCategory(category, policy) {
    if (category === undefined)
        return undefined;
    const found = ORDER.find(([list]) => policy[list].categories.has(category));
    const by = policy.isDefault ? ' by default' : '';
    return found && { verdict: found[1], reason: `is ${category}, ${ACTS[found[0]]}${by}` };
}
function otherwise(category, policy) {
    if (policy.hasAllowList)
        return { verdict: 'deny', reason: 'is not on the allow list' };
    if (category !== undefined && !policy.isDefault)
        return { verdict: 'allow', reason: 'is on no list' };
    return { verdict: 'unknown', reason: 'is in no category' };
}
/** The best of the versions that `-or-later` offers, and which one it is. */
function bestVersion(leaf, policy) {
    const order = ['allow', 'review', 'unknown', 'deny'];
    const versions = laterVersions(leaf.license).map((id) => ({
        id,
        judgment: judgePlain(leafOf(id, false), policy),
    }));
    const rankOf = (one) => order.indexOf(one.judgment.verdict);
    const best = versions.toSorted((a, b) => rankOf(a) - rankOf(b))[0];
    if (!best)
        return otherwise(undefined, policy);
    const { verdict, reason } = best.judgment;
    const isNamed = byId(leafOf(best.id, false).text, policy) !== undefined;
    // Where every version is denied, none of them is an offer; only a named one is worth its name.
    const isOffer = isNamed || (verdict !== 'deny' && versions.length > 1);
    return { verdict, reason: isOffer ? `offers ${best.id}, which ${reason}` : reason };
}
function judgePlain(leaf, policy) {
    const category = categoryOf(leaf.license);
    return byId(leaf.text, policy) ?? byCategory(category, policy) ?? otherwise(category, policy);
}
/** An exception only adds permissions, but which ones nobody has said is fine: at best a person looks. */
function judgeException(leaf, policy) {
    const { verdict } = judgeLicense(leafOf(leaf.license, leaf.orLater), policy);
    const isBarred = verdict === 'deny' || verdict === 'unknown';
    if (policy.hasAllowList && isBarred)
        return { verdict: 'deny', reason: 'is not on the allow list' };
    return { verdict: 'review', reason: 'has an exception that no list names' };
}
function judgeLicense(leaf, policy) {
    const named = byId(leaf.text, policy);
    if (named)
        return named;
    if (leaf.exception !== undefined)
        return judgeException(leaf, policy);
    return leaf.orLater ? bestVersion(leaf, policy) : judgePlain(leaf, policy);
}
/** Judges one leaf: an id outweighs a category; among equals deny outweighs allow outweighs review. */
function judgeLeaf(leaf, policy) {
    if (leaf.kind === 'unknown')
        return { verdict: 'unknown', reason: leaf.reason };
    if (leaf.kind === 'license')
        return judgeLicense(leaf, policy);
    return byCategory('proprietary', policy) ?? otherwise('proprietary', policy);
}

;// CONCATENATED MODULE: ./build/src/checks/license-compliance/policy-note.js

/** Says aloud which policy applied, above all when it is the default that nobody chose. */
function policyNote(options) {
    const unknown = options.unknown === 'fail' ? 'fails' : 'warns';
    const dev = options.dev === 'fail' ? 'count like the others' : 'only warn';
    const rest = `An unknown license ${unknown}; packages of development alone ${dev}.`;
    if (policyOf(options).isDefault) {
        const { deny, review } = DEFAULT_LISTS;
        const text = `No allow, deny or review list is given, so the default applies: ${deny.join(', ')} are denied, ${review.join(', ')} is to be reviewed, every other category is allowed. ${rest}`;
        return { subject: 'policy', text };
    }
    const lists = ['deny', 'allow', 'review'].filter((name) => options[name].length > 0);
    const said = lists.map((name) => `${name}: ${options[name].join(', ')}`).join('; ');
    const other = options.allow.length > 0 ? 'What is not allowed is denied.' : 'Every category on no list is allowed.';
    return { subject: 'policy', text: `${said}. ${other} ${rest}` };
}

;// CONCATENATED MODULE: ./build/src/checks/license-compliance/collect.js









/** Where a package's own manifest would be. Joined by hand where that is enough: it is done for thousands. */
function collect_manifestOf(lockfile, { location }) {
    const isPlain = !lockfile.path.includes('/') && !location.includes('..');
    return isPlain
        ? `${location}/package.json`
        : external_node_path_.posix.join(external_node_path_.posix.dirname(lockfile.path), location, 'package.json');
}
/**
 * A package's own manifest, if it is installed; `other` where another version lies in its place. Throws a RunError
 * for one that is damaged: what it says cannot be known, and the lockfile may say something else.
 */
async function readOwn(tree, lockfile, pkg) {
    const path = collect_manifestOf(lockfile, pkg);
    if (path.startsWith('../'))
        return undefined;
    const bytes = await tree.read(path);
    if (!bytes)
        return undefined;
    const parsed = parseValue(bytes);
    if ('problem' in parsed)
        throw new errors/* RunError */.e4(parsed.problem);
    const manifest = objectOf(parsed.value);
    if (!manifest)
        throw new errors/* RunError */.e4('does not hold an object');
    const { name, version, license, licenses } = manifest;
    // A folder or archive of version 1 has no version of its own in the lockfile to compare.
    const isSame = (name === pkg.name && version === pkg.version) || pkg.source === 'link' || pkg.source === 'file';
    if (!isSame && !/[:/]/.test(pkg.version))
        return 'other';
    return { source: 'package.json', path, value: license ?? licenses };
}
async function readLockfile(tree, lockfile, isNew) {
    const facts = [];
    const gaps = [];
    let others = 0;
    for (const pkg of lockfile.packages) {
        try {
            const own = await readOwn(tree, lockfile, pkg);
            if (own === 'other')
                others++;
            const locked = { source: 'lockfile', path: lockfile.path, value: pkg.license };
            facts.push({
                lockfile: lockfile.path,
                package: pkg,
                readings: typeof own === 'object' ? [own, locked] : [locked],
                counts: isNew(pkg),
                before: [],
                paths: (most) => lockfile.paths(pkg.location, most),
            });
        }
        catch (thrown) {
            gaps.push({
                target: lockfile.path,
                subject: pkg.location,
                reason: `its package.json ${(0,errors/* messageOf */.bD)(thrown)}`,
            });
        }
    }
    return { facts, gaps, others };
}
function accountNotes(lockfile, read) {
    const { path: subject, packages, members } = lockfile;
    const dev = packages.filter((pkg) => pkg.scope === 'dev').length;
    const silent = read.facts.filter((fact) => fact.readings.every((one) => one.value === undefined)).length;
    const notes = [
        `Checked ${read.facts.length} of ${packages.length} locked packages; ${dev} are needed by development alone.`,
    ];
    if (members.length > 0) {
        notes.push(`${members.length} members of the workspace are this repository's own and not judged: ${members.map((one) => one.name).join(', ')}.`);
    }
    if (read.others > 0)
        notes.push(`${read.others} installed packages are not the locked ones: the lockfile's word counts for them.`);
    if (silent > packages.length / 2 && silent > 10) {
        notes.push(`${silent} entries record no license (npm 6, 10.5 to 10.7 write none): run npm ci before the check, or renew the lockfile with a later npm.`);
    }
    return notes.map((text) => ({ subject, text }));
}
async function collectLocked(inventory, unlocked, options, ports) {
    const change = await readChange(inventory, options, ports);
    const facts = [];
    const gaps = [];
    const notes = [];
    for (const lockfile of inventory.lockfiles) {
        ports.progress(`reading ${lockfile.packages.length} packages of ${lockfile.path}`);
        const read = await readLockfile(ports.tree, lockfile, change.counts);
        // Not by spreading: a hundred thousand arguments are more than a call can take.
        for (const fact of read.facts) {
            facts.push(fact.counts ? { ...fact, before: change.before(fact.package) } : fact);
        }
        for (const gap of read.gaps)
            gaps.push(gap);
        notes.push(...accountNotes(lockfile, read));
    }
    const crossed = options['cross-check'] ? await crossCheck(facts, inventory, ports) : { gaps: [], notes: [] };
    const unread = new Set([...gaps, ...crossed.gaps].map((gap) => gap.target));
    return {
        facts,
        gaps: [...inventory.gaps, ...unlocked, ...gaps, ...crossed.gaps],
        notes: [policyNote(options), ...change.notes, ...notes, ...inventory.notes, ...crossed.notes],
        targets: inventory.targets.map((target) => ({
            ...target,
            complete: target.complete && !unread.has(target.id),
        })),
        partial: change.partial,
    };
}
/** Reads what is locked and what the installed packages say of themselves; where nothing is locked, what is installed. */
async function collect(options, ports) {
    ports.progress('looking for lockfiles');
    const inventory = await readInventory(ports.tree, options.exclude);
    const unlocked = await unlockedManifests(ports.tree, inventory);
    if (inventory.lockfiles.length > 0 || inventory.gaps.length > 0)
        return collectLocked(inventory, unlocked, options, ports);
    const installed = await readInstalledTree(ports);
    return {
        ...installed,
        // The root's is what the installed tree is read for.
        gaps: [...installed.gaps, ...unlocked.filter((gap) => gap.subject !== 'package.json')],
        notes: [policyNote(options), ...inventory.notes, ...installed.notes],
    };
}

;// CONCATENATED MODULE: ./build/src/checks/license-compliance/verdict.js
/** Best first. `review`: a person should look. `unknown`: nobody can tell what it asks for. */
const VERDICTS = ['allow', 'review', 'unknown', 'deny'];
function rank(verdict) {
    return VERDICTS.indexOf(verdict);
}
/** Every node's verdict, children first and without recursion: OR takes the best, AND the worst. */
function rankAll(root, judgeLeaf) {
    const ranks = new Map();
    const leaves = new Map();
    const open = [root];
    for (let step = open.pop(); step; step = open.pop()) {
        if ('join' in step) {
            const left = ranks.get(step.join.left) ?? 0;
            const right = ranks.get(step.join.right) ?? 0;
            ranks.set(step.join, step.join.conjunction === 'or' ? Math.min(left, right) : Math.max(left, right));
        }
        else if ('leaf' in step) {
            const key = `${step.leaf.kind} ${step.leaf.text}`;
            const judged = leaves.get(key) ?? judgeLeaf(step.leaf);
            leaves.set(key, judged);
            ranks.set(step, rank(judged.verdict));
        }
        else {
            open.push({ join: step }, step.left, step.right);
        }
    }
    return { ranks, reasonOf: (leaf) => leaves.get(`${leaf.kind} ${leaf.text}`)?.reason ?? '' };
}
/**
 * Judges an expression in time linear in its leaves: OR takes the best branch, AND the worst; so `deny` means
 * that there is no way to satisfy it without a denied license.
 */
function judgeExpression(root, judgeLeaf) {
    const { ranks, reasonOf } = rankAll(root, judgeLeaf);
    const verdict = VERDICTS[ranks.get(root) ?? 0] ?? 'deny';
    const deciding = new Map();
    const open = [root];
    for (let node = open.pop(); node; node = open.pop()) {
        if ('leaf' in node) {
            deciding.set(node.leaf.text, { leaf: node.leaf, reason: reasonOf(node.leaf) });
            continue;
        }
        const mine = ranks.get(node);
        const decides = (side) => ranks.get(side) === mine;
        const both = node.conjunction === 'and' && verdict === 'allow';
        const sides = both ? [node.left, node.right] : [node.left, node.right].filter(decides);
        const isChoice = node.conjunction === 'or' && verdict !== 'deny';
        open.push(...(isChoice ? sides.slice(0, 1) : sides.toReversed()));
    }
    return { verdict, deciding: [...deciding.values()] };
}

;// CONCATENATED MODULE: ./build/src/checks/license-compliance/package-license.js



const NOTHING = { source: 'lockfile', path: '', value: undefined };
function strictness(judged) {
    return VERDICTS.indexOf(judged.judgment.verdict);
}
/** Judges values, each distinct text once: a tree of thousands has some dozens of licenses. */
function valueJudge(policy) {
    const known = new Map();
    return (reading) => {
        const text = typeof reading.value === 'string' ? reading.value : undefined;
        const cached = text === undefined ? undefined : known.get(text);
        if (cached)
            return { reading, declaration: cached.declaration, judgment: cached.judgment };
        const declaration = readDeclaration(reading.value);
        const judgment = judgeExpression(declaration.expression, (leaf) => judgeLeaf(leaf, policy));
        if (text !== undefined && text.length < 1000)
            known.set(text, { declaration, judgment });
        return { reading, declaration, judgment };
    };
}
function isInternal(fact, scopes) {
    return scopes.some((scope) => fact.package.name.startsWith(`${scope}/`));
}
function hasValue({ value }) {
    return value !== undefined && value !== null;
}
/**
 * Readings that have a say. A lockfile's silence is usual; a package's own beside a lockfile that names a license
 * is not (0 of 3,900 installed packages), and may hide a lockfile edited by hand: it counts as a word.
 */
function spoken({ readings }) {
    const isNamed = readings.some((reading) => reading.source === 'lockfile' && hasValue(reading));
    const said = readings.filter((reading) => hasValue(reading) || (isNamed && reading.source === 'package.json'));
    return said.length > 0 ? said : [readings[0] ?? NOTHING];
}
/**
 * What the readings of a package come to: where two say different things the stricter counts, and among equals the
 * package's own manifest.
 */
function packageJudge(policy, internalScopes) {
    const judgeValue = valueJudge(policy);
    return (fact) => {
        const [only, ...more] = fact.readings;
        if (only && more.length === 0) {
            const deciding = judgeValue(only);
            return {
                verdict: isInternal(fact, internalScopes) ? 'internal' : deciding.judgment.verdict,
                deciding,
                others: [],
            };
        }
        const judged = spoken(fact).map(judgeValue);
        const [deciding = judgeValue(NOTHING)] = judged.toSorted((a, b) => strictness(b) - strictness(a));
        const others = judged.filter((one) => one.declaration.text !== deciding.declaration.text);
        const verdict = isInternal(fact, internalScopes) ? 'internal' : deciding.judgment.verdict;
        return { verdict, deciding, others };
    };
}
/** Why, in words: "AGPL-3.0-only is network-copyleft, denied by default". */
function becauseOf({ judgment, declaration }) {
    const whys = judgment.deciding
        .slice(0, 3)
        .map(({ leaf, reason }) => (leaf.text === NOT_DECLARED ? reason : `${leaf.text} ${reason}`.trim()));
    const more = judgment.deciding.length > 3 ? [`${judgment.deciding.length - 3} more`] : [];
    return [...whys, ...more, ...declaration.remarks].join('; ');
}
/** The branch of a choice that is taken, where there is a choice and it lets the package pass. */
function branchOf({ judgment, declaration }) {
    const chosen = judgment.deciding.map(({ leaf }) => leaf.text).join(' AND ');
    return judgment.verdict === 'allow' && chosen !== declaration.text ? chosen : undefined;
}

;// CONCATENATED MODULE: ./build/src/checks/license-compliance/describe.js



const COLUMNS = [
    { id: 'package', title: 'Package' },
    { id: 'version', title: 'Version' },
    { id: 'license', title: 'License', tally: true },
    { id: 'source', title: 'Source' },
    { id: 'scope', title: 'Scope' },
    { id: 'verdict', title: 'Verdict', tally: true },
    { id: 'path', title: 'Path' },
];
function describe_compare(a, b) {
    if (a.rank !== b.rank)
        return b.rank - a.rank;
    if (a.name !== b.name)
        return a.name < b.name ? -1 : 1;
    return a.cells.join() < b.cells.join() ? -1 : 1;
}
function scopeOf(scopes) {
    if (scopes.has('both') || (scopes.has('prod') && scopes.has('dev')))
        return 'both';
    return ['prod', 'optional', 'dev'].find((scope) => scopes.has(scope)) ?? 'prod';
}
function rankOf(verdict) {
    return verdict === 'internal' ? -1 : VERDICTS.indexOf(verdict);
}
/** Pure: a row per package, version and license, all copies of it together, the healthy ones too. */
function describe(facts, options) {
    const judge = packageJudge(policyOf(options), options['internal-scopes']);
    const rows = new Map();
    for (const fact of facts) {
        const { verdict, deciding } = judge(fact);
        const { name, version, scope } = fact.package;
        const cells = [version, deciding.declaration.text, deciding.reading.source, verdict];
        // No JSON: this runs for each of thousands of facts, and a NUL separates as well.
        const key = `${name}\0${cells.join('\0')}`;
        const row = rows.get(key) ?? {
            rank: rankOf(verdict),
            name,
            cells,
            scopes: new Set(),
            path: (fact.paths(1)[0] ?? []).join(' > '),
        };
        row.scopes.add(scope);
        rows.set(key, row);
    }
    const cellsOf = ({ name, cells: [version = '', license = '', source = '', verdict = ''], scopes, path, }) => [name, version, license, source, scopeOf(scopes), verdict, path];
    return { columns: COLUMNS, rows: [...rows.values()].sort(describe_compare).map(cellsOf) };
}

;// CONCATENATED MODULE: ./build/src/inventory/package.js
/** A package as people write it; a local folder may have no version. */
function package_labelOf({ name, version }) {
    return version === '' ? name : `${name}@${version}`;
}
/** The package URL of an npm package (purl-spec, type npm): `pkg:npm/%40scope/name@version`. */
function purlOf({ name, version }) {
    const path = name.split('/').map(encodeText).join('/');
    return `pkg:npm/${path}${version === '' ? '' : `@${encodeText(version)}`}`;
}
/** encodeURIComponent throws on half a surrogate pair, which a hostile name may hold. */
function encodeText(text) {
    return encodeURIComponent(text.toWellFormed());
}

;// CONCATENATED MODULE: ./build/src/checks/license-compliance/rules.js
const RULES = {
    denied: {
        id: 'license-compliance/denied',
        title: 'A package has a license that is denied',
        help: 'See who brings it in with `upkeep license-compliance why PACKAGE`; replace it, or waive it with a reason and an end.',
        severity: 'high',
    },
    review: {
        id: 'license-compliance/review',
        title: 'A package has a license that a person should look at',
        help: 'Decide, then put the license on the allow or the deny list, or waive it for this package.',
        severity: 'moderate',
    },
    unknown: {
        id: 'license-compliance/unknown',
        title: 'A package has no license that can be told',
        help: 'Read its license file, ask its author for a valid SPDX license field, or waive it with what you found as the reason.',
        severity: 'high',
    },
    conflict: {
        id: 'license-compliance/conflict',
        title: 'The lockfile and the package itself name different licenses',
        help: 'The stricter one counts. Reinstall, or delete the entry from the lockfile and run npm install, to make them agree.',
        severity: 'moderate',
    },
    drift: {
        id: 'license-compliance/drift',
        title: 'A package changed its license',
        help: 'Read the new license before you merge; stay on the earlier version if it does not suit you.',
        severity: 'moderate',
    },
};

;// CONCATENATED MODULE: ./build/src/checks/license-compliance/evaluate.js





const BY_VERDICT = { deny: 'denied', review: 'review', unknown: 'unknown' };
function plainValue(value) {
    if (typeof value === 'string')
        return shorten(value);
    try {
        const text = JSON.stringify(value ?? null);
        return text.length > 200 ? shorten(text) : JSON.parse(text);
    }
    catch {
        // JSON.parse reads any nesting, JSON.stringify ends at the stack's.
        return '(nested too deeply)';
    }
}
function readingsOf(fact) {
    return fact.readings.map(({ source, path, value }) => ({ source, path, value: plainValue(value) }));
}
/** One license and nothing else to say reads as one sentence. */
function licensedAs(deciding) {
    const { text, remarks } = deciding.declaration;
    const [first, ...others] = deciding.judgment.deciding;
    const isPlain = first?.leaf.text === text && others.length === 0 && remarks.length === 0;
    return isPlain
        ? `is licensed ${text}, which ${first.reason}`
        : `is licensed ${text}: ${becauseOf(deciding)}`;
}
function mainComplaint(license, options) {
    const { verdict, deciding } = license;
    if (verdict === 'allow' || verdict === 'internal')
        return [];
    const rule = BY_VERDICT[verdict];
    const text = deciding.declaration.text;
    const soft = rule === 'unknown' && options.unknown === 'warn';
    const says = rule === 'unknown' ? `has no license that can be told: ${becauseOf(deciding)}` : licensedAs(deciding);
    return [{ rule, severity: soft ? 'low' : RULES[rule].severity, license: text, says, evidence: {} }];
}
function conflictComplaint({ verdict, deciding, others }) {
    const [other] = others;
    if (!other || verdict === 'internal')
        return [];
    const name = (one) => `${one.reading.path} says ${one.declaration.text}`;
    const mild = verdict === 'allow' && other.judgment.verdict === 'allow';
    const license = [deciding, other].map((one) => one.declaration.text).join(' / ');
    const says = `has two licenses: ${name(deciding)}, ${name(other)}; the stricter counts`;
    return [{ rule: 'conflict', severity: mild ? 'low' : RULES.conflict.severity, license, says, evidence: {} }];
}
const DRIFT_SEVERITY = {
    allow: 'info',
    review: 'moderate',
    unknown: 'high',
    deny: 'high',
    internal: 'info',
};
function driftComplaints(fact, { verdict, deciding }, policy, options) {
    const judgeValue = valueJudge(policy);
    const now = deciding.declaration.text;
    const texts = fact.before.map(({ version, value }) => {
        const { text } = judgeValue({ source: 'lockfile', path: fact.lockfile, value }).declaration;
        return { version, text, said: value !== undefined };
    });
    const from = texts.find((before) => before.said && before.text !== now);
    // A new version beside an old one of the same license is no drift.
    if (!from || verdict === 'internal' || texts.some((before) => before.text === now))
        return [];
    const says = `changed its license since ${from.version}: ${from.text} -> ${now}`;
    const evidence = { from: from.text, to: now, 'from-version': from.version };
    const isSoft = verdict === 'unknown' && options.unknown === 'warn';
    return [{ rule: 'drift', severity: isSoft ? 'low' : DRIFT_SEVERITY[verdict], license: now, says, evidence }];
}
function soften(severity, fact, options) {
    const mild = options.dev === 'warn' && fact.package.scope === 'dev';
    return mild && severity !== 'info' ? 'low' : severity;
}
function findingOf(copies, complaint, license, options) {
    const [fact] = copies;
    const { package: pkg } = fact;
    const branch = branchOf(license.deciding);
    const path = fact.paths(1)[0];
    const scopes = [...new Set(copies.map((copy) => copy.package.scope))];
    return {
        rule: RULES[complaint.rule].id,
        severity: soften(complaint.severity, fact, options),
        target: fact.lockfile,
        subject: purlOf(pkg),
        message: `${package_labelOf(pkg)} ${complaint.says}.`,
        remediation: RULES[complaint.rule].help.replace('PACKAGE', () => pkg.name),
        location: { path: fact.lockfile, ...(pkg.line === undefined ? {} : { line: pkg.line }) },
        evidence: {
            id: complaint.license,
            ...complaint.evidence,
            name: pkg.name,
            version: pkg.version,
            ...(pkg.alias === undefined ? {} : { alias: pkg.alias }),
            license: license.deciding.declaration.text,
            ...(branch === undefined ? {} : { branch }),
            readings: readingsOf(fact),
            scope: scopes.join(', '),
            copies: copies.map((copy) => copy.package.location),
            ...(path === undefined ? {} : { path: [...path] }),
        },
    };
}
/** Pure: what is wrong, one finding for all copies of a package in a lockfile that have the same complaint. */
function evaluate(facts, options) {
    const policy = policyOf(options);
    const judge = packageJudge(policy, options['internal-scopes']);
    const groups = new Map();
    for (const fact of facts) {
        if (!fact.counts)
            continue;
        const license = judge(fact);
        const drift = fact.before.length === 0 ? [] : driftComplaints(fact, license, policy, options);
        for (const complaint of [...mainComplaint(license, options), ...conflictComplaint(license), ...drift]) {
            const { name, version } = fact.package;
            const severity = soften(complaint.severity, fact, options);
            const key = JSON.stringify([fact.lockfile, name, version, complaint.rule, complaint.license, severity]);
            const group = groups.get(key) ?? { complaint, license, copies: [] };
            group.copies.push(fact);
            groups.set(key, group);
        }
    }
    return [...groups.values()].map((group) => findingOf(group.copies, group.complaint, group.license, options));
}

// EXTERNAL MODULE: ./build/src/core/options.js
var options = __nccwpck_require__(9679);
// EXTERNAL MODULE: ./build/src/core/parsers.js
var parsers = __nccwpck_require__(913);
;// CONCATENATED MODULE: ./build/src/checks/license-compliance/options.js



const LICENSES = 'SPDX ids, LicenseRef- names or categories, split by commas or newlines';
const OPTIONS = {
    ...options/* SHARED */.SG,
    allow: {
        description: `Licenses to allow: ${LICENSES}. Where it is given, whatever is not on it is denied.`,
        default: '',
        parser: (0,parsers/* list */.p_)('LICENSES', entryProblem),
    },
    deny: {
        description: `Licenses to deny: ${LICENSES}. It outweighs \`allow\`; an id outweighs a category.`,
        default: '',
        parser: (0,parsers/* list */.p_)('LICENSES', entryProblem),
    },
    review: {
        description: `Licenses that a person should look at, which warns: ${LICENSES}.`,
        default: '',
        parser: (0,parsers/* list */.p_)('LICENSES', entryProblem),
    },
    unknown: {
        description: 'Whether a package whose license nobody can tell fails, or only warns.',
        default: 'fail',
        parser: (0,parsers/* oneOf */.yL)(['fail', 'warn']),
    },
    dev: {
        description: 'Whether packages that only development needs count like the others, or only warn.',
        default: 'fail',
        parser: (0,parsers/* oneOf */.yL)(['fail', 'warn']),
    },
    'internal-scopes': {
        description: 'Scopes of your own packages (`@acme`), which are listed and not judged.',
        default: '',
        parser: (0,parsers/* list */.p_)('SCOPES', (word) => /^@[a-z0-9._~-]+$/i.test(word) ? undefined : `holds "${word}", which is no scope like @acme`),
    },
    exclude: {
        description: 'Folders or files, relative to `path`, whose lockfiles are not looked at; the report names them.',
        default: '',
        parser: (0,parsers/* list */.p_)('PATHS', (word) => /^\/|(^|\/)\.\.(\/|$)|[*?]/.test(word)
            ? `holds "${word}": name folders below path, without wildcards`
            : undefined),
    },
    base: {
        description: 'The commit to compare with: only what was added or changed since counts. Default: the one that the pull request or merge queue names; `none` counts everything.',
        default: '',
        parser: (0,parsers/* text */.Qq)('REF'),
        only: ['flag', 'input'],
    },
    'cross-check': {
        description: 'Whether to compare with what license-checker sees in the installed tree: what it sees and the lockfile lacks is a gap.',
        default: 'false',
        parser: (0,parsers/* flag */.Jt)(),
    },
};

;// CONCATENATED MODULE: ./build/src/checks/license-compliance/waivers.js


/** A name, and the range of versions behind its last `@`, if there is one. */
function waivers_split(written) {
    const at = written.lastIndexOf('@');
    return at > 0 ? { name: written.slice(0, at), range: written.slice(at + 1) } : { name: written, range: '*' };
}
const WAIVER_KEYS = {
    package: {
        description: 'The package, with a range of versions: `ua-parser-js@^2.0.0`.',
        required: true,
        problem: (value) => {
            const { name, range } = waivers_split(value);
            if (!/^(@[^@/\s]+\/)?[^@/\s]+$/.test(name))
                return `"${value}" is no package name`;
            return semver.validRange(range) === null ? `"${range}" is no range of versions` : undefined;
        },
    },
    license: {
        description: 'The license as the report shows it, `(none)` where none is declared. When the package changes its license, the waiver ends.',
        required: true,
        problem: (value) => (value.trim() === '' ? 'is empty' : undefined),
    },
};
/** Whether a waiver names this finding's package, version and license: another license voids it. */
function covers(keys, finding) {
    const { name, version, license } = finding.evidence;
    const waived = waivers_split(keys['package'] ?? '');
    const isPackage = name === waived.name && typeof version === 'string' && inRange(version, waived.range);
    // As the report shows it, or spelled otherwise with the same meaning.
    const waivedLicense = keys['license'] ?? '';
    return isPackage && (license === waivedLicense || license === readDeclaration(waivedLicense).text);
}
/** A version that is none (a URL of lockfile version 1) is only in the range of all. */
function inRange(version, range) {
    return range === '*' || semver.satisfies(version, range, { includePrerelease: true, loose: true });
}

;// CONCATENATED MODULE: ./build/src/checks/license-compliance/why.js



const MAX_PATHS = 10;
function isAsked(fact, asked) {
    const { name, alias, version } = fact.package;
    return [name, alias, `${name}@${version}`].includes(asked);
}
function readingFields({ reading, declaration }) {
    return ['read from', `${reading.path || fallback(reading.source)}: ${declaration.text}`];
}
function fallback(source) {
    return `the ${source}`;
}
function sectionOf(copies, license) {
    const [fact] = copies;
    const { alias } = fact.package;
    const branch = branchOf(license.deciding);
    const paths = [...new Set(copies.flatMap((copy) => copy.paths(MAX_PATHS).map((path) => path.join(' > '))))];
    return {
        title: `${package_labelOf(fact.package)}${alias === undefined ? '' : ` (installed as ${alias})`} in ${fact.lockfile}`,
        fields: [
            ['license', license.deciding.declaration.text],
            ...[license.deciding, ...license.others].map(readingFields),
            ['verdict', license.verdict],
            ['because', license.verdict === 'internal' ? 'its scope is internal' : becauseOf(license.deciding)],
            ...(branch === undefined ? [] : [['passes by', branch]]),
            ['scope', [...new Set(copies.map((copy) => copy.package.scope))].join(', ')],
            ...copies.map((copy) => ['installed at', copy.package.location]),
            ...(paths.length > 0 ? paths : ['nothing reaches it']).map((path) => ['path', path]),
        ],
    };
}
/** Answers who brings a package in, what license it has and where that was read, and what lets it pass or not. */
function why(facts, options, asked) {
    const judge = packageJudge(policyOf(options), options['internal-scopes']);
    const groups = new Map();
    for (const fact of facts.filter((one) => isAsked(one, asked))) {
        const { name, version } = fact.package;
        const key = JSON.stringify([fact.lockfile, name, version, judge(fact).deciding.declaration.text]);
        groups.set(key, [...(groups.get(key) ?? []), fact]);
    }
    const sections = [...groups.values()].map((copies) => sectionOf(copies, judge(copies[0])));
    return { found: sections.length > 0, sections };
}

;// CONCATENATED MODULE: ./build/src/checks/license-compliance/index.js








const licenseCompliance = {
    id: 'license-compliance',
    title: 'License compliance',
    description: 'Checks the license of every locked npm package against a policy, and says which could not be checked.',
    rules: RULES,
    options: OPTIONS,
    problems: contradictions,
    collect: collect,
    evaluate: evaluate,
    describe: describe,
    waiverKeys: WAIVER_KEYS,
    covers: covers,
    commands: {
        why: {
            description: 'Say who brings a package in, what its license is, where that was read, and what lets it pass or not.',
            argument: 'PACKAGE',
            answer: why,
        },
    },
};


/***/ }),

/***/ 3026:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   bD: () => (/* binding */ messageOf),
/* harmony export */   e4: () => (/* binding */ RunError),
/* harmony export */   xL: () => (/* binding */ ConfigError)
/* harmony export */ });
/**
 * What the user can fix: every mistake at once, each a sentence that names the place and lists the valid
 * values. Shown without a stack; exit status 2.
 */
class ConfigError extends Error {
    problems;
    constructor(problems) {
        super(problems.join('\n'));
        this.name = 'ConfigError';
        this.problems = problems;
    }
}
/**
 * The world's fault (a service that is down, a file that cannot be read): the run is recorded in the report as
 * failed with this message, verdict `error`. Anything else that is thrown is a bug.
 */
class RunError extends Error {
    constructor(message) {
        super(message);
        this.name = 'RunError';
    }
}
/** The message of anything that was thrown. */
function messageOf(thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
}


/***/ }),

/***/ 9679:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Ac: () => (/* binding */ parseOptions),
/* harmony export */   SG: () => (/* binding */ SHARED)
/* harmony export */ });
/* unused harmony export isFrom */
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(3026);
/* harmony import */ var _parsers_js__WEBPACK_IMPORTED_MODULE_1__ = __nccwpck_require__(913);
/* harmony import */ var _severity_js__WEBPACK_IMPORTED_MODULE_2__ = __nccwpck_require__(2842);
/* harmony import */ var _suggest_js__WEBPACK_IMPORTED_MODULE_3__ = __nccwpck_require__(9235);




/** The options that all checks share. */
const SHARED = {
    path: {
        description: 'The directory to check, relative to the current one (in an action: to the workspace).',
        default: '.',
        parser: (0,_parsers_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)('DIR'),
        only: ['flag', 'input'],
    },
    config: {
        description: 'The configuration file, relative to `path`. On pull requests it is read from the base branch.',
        default: '.github/upkeep.yml',
        parser: (0,_parsers_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)('FILE'),
        only: ['flag', 'input'],
    },
    name: {
        description: 'A name for this run, to tell apart two runs of one check (a matrix). Default: the id of the check.',
        default: '',
        parser: (0,_parsers_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)('NAME'),
        only: ['flag', 'input'],
    },
    format: {
        description: 'The format of `output`, or of what is printed.',
        default: 'text',
        parser: (0,_parsers_js__WEBPACK_IMPORTED_MODULE_1__/* .oneOf */ .yL)(['text', 'json', 'sarif', 'markdown']),
        only: ['flag', 'input'],
    },
    output: {
        description: 'Write the report, in `format`, to this file.',
        default: '',
        parser: (0,_parsers_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)('FILE'),
        only: ['flag', 'input'],
    },
    'fail-on': {
        description: 'The lowest severity that fails the run; `none` only warns.',
        default: 'high',
        parser: (0,_parsers_js__WEBPACK_IMPORTED_MODULE_1__/* .oneOf */ .yL)([..._severity_js__WEBPACK_IMPORTED_MODULE_2__/* .SEVERITIES */ .oC, 'none']),
    },
    'allow-empty': {
        description: 'Whether a well-formed target with nothing in it may pass. Nothing found to look at never does.',
        default: 'false',
        parser: (0,_parsers_js__WEBPACK_IMPORTED_MODULE_1__/* .flag */ .Jt)(),
    },
    now: {
        description: 'Answer as of this moment instead of the present one: a date, or an RFC 3339 time.',
        default: '',
        parser: (0,_parsers_js__WEBPACK_IMPORTED_MODULE_1__/* .date */ .p6)(),
        only: ['flag', 'input'],
    },
    'github-token': {
        description: 'A token with `contents: read`, to read the base of a pull request from a shallow checkout. On the command line: the environment variable GITHUB_TOKEN.',
        default: '',
        parser: (0,_parsers_js__WEBPACK_IMPORTED_MODULE_1__/* .text */ .Qq)('TOKEN'),
        only: ['input'],
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the runner's expression, not ours
        expression: '${{ github.token }}',
    },
};
/** Whether an option can be given at this place. */
function isFrom(option, origin) {
    return option.only === undefined || option.only.includes(origin);
}
function unknownNames(table, given) {
    const known = Object.keys(table).filter((name) => isFrom(table[name], given.origin));
    return [...given.values.keys()]
        .filter((name) => !known.includes(name))
        .map((name) => `unknown ${given.label(name)}${(0,_suggest_js__WEBPACK_IMPORTED_MODULE_3__/* .didYouMean */ .a)(name, known) || `; known: ${known.join(', ')}`}`);
}
/**
 * Reads every option from the first place that gives it (flags or inputs before the config before the
 * default); a list replaces a list. Throws one ConfigError that holds every mistake of every place.
 */
function parseOptions(table, places) {
    const problems = places.flatMap((given) => unknownNames(table, given));
    const values = {};
    for (const [name, option] of Object.entries(table)) {
        const given = places.filter((place) => isFrom(option, place.origin) && place.values.has(name));
        for (const place of given) {
            const parsed = option.parser.parse(place.values.get(name));
            if ('problems' in parsed)
                problems.push(...parsed.problems.map((p) => `${place.label(name)} ${p}`));
            else if (place === given[0])
                values[name] = parsed.value;
        }
        if (given.length === 0)
            values[name] = defaultOf(name, option);
    }
    if (problems.length > 0)
        throw new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ConfigError */ .xL(problems);
    return values;
}
function defaultOf(name, option) {
    const parsed = option.default === '' ? { value: emptyOf(option) } : option.parser.parse(option.default);
    if ('problems' in parsed)
        throw new Error(`the default of ${name} ${parsed.problems.join(', ')}`);
    return parsed.value;
}
/** What an option without a default is when nobody gives it: the parser's own idea of nothing, else no entries. */
function emptyOf(option) {
    const parsed = option.parser.parse('');
    return 'value' in parsed ? parsed.value : [];
}


/***/ }),

/***/ 913:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   Et: () => (/* binding */ momentOf),
/* harmony export */   Jt: () => (/* binding */ flag),
/* harmony export */   Qq: () => (/* binding */ text),
/* harmony export */   hD: () => (/* binding */ quote),
/* harmony export */   p6: () => (/* binding */ date),
/* harmony export */   p_: () => (/* binding */ list),
/* harmony export */   yL: () => (/* binding */ oneOf)
/* harmony export */ });
/* harmony import */ var _suggest_js__WEBPACK_IMPORTED_MODULE_0__ = __nccwpck_require__(9235);

/** A value for a message: short, and telling text from other kinds. */
function quote(raw) {
    if (typeof raw === 'string')
        return `"${raw.length > 60 ? `${raw.slice(0, 60)}…` : raw}"`;
    if (raw === null || typeof raw === 'number' || typeof raw === 'boolean')
        return String(raw);
    return Array.isArray(raw) ? 'a list' : 'a mapping';
}
function fail(...problems) {
    return { problems };
}
/** Any one line of text. */
function text(placeholder) {
    return {
        placeholder,
        schema: { type: 'string' },
        parse: (raw) => typeof raw === 'string' && !/[\r\n\0]/.test(raw)
            ? { value: raw.trim() }
            : fail(`must be one line of text, not ${typeof raw === 'string' ? 'several lines' : quote(raw)}`),
    };
}
/** One of a few words. */
function oneOf(words) {
    return {
        placeholder: words.join('|'),
        schema: { enum: words },
        values: words,
        parse: (raw) => {
            const typed = typeof raw === 'string' ? raw.trim() : raw;
            const word = words.find((known) => known === typed);
            if (word !== undefined)
                return { value: word };
            const hint = typeof typed === 'string' ? (0,_suggest_js__WEBPACK_IMPORTED_MODULE_0__/* .didYouMean */ .a)(typed, words) : '';
            return fail(`must be one of ${words.join(', ')}, not ${quote(typed)}${hint}`);
        },
    };
}
/** True or false; the YAML 1.2 core words, as @actions/core's getBooleanInput reads them. */
function flag() {
    return {
        placeholder: '',
        schema: { type: 'boolean' },
        values: ['true', 'false'],
        parse: (raw) => {
            const word = typeof raw === 'string' ? raw.trim() : raw;
            if (word === true || word === 'true' || word === 'True' || word === 'TRUE')
                return { value: true };
            if (word === false || word === 'false' || word === 'False' || word === 'FALSE')
                return { value: false };
            return fail(`must be true or false, not ${quote(raw)}`);
        },
    };
}
/** A list: typed with commas or newlines between its entries, or a YAML list of text. Never empty. */
function list(placeholder, entry) {
    return {
        placeholder,
        schema: {
            oneOf: [
                { type: 'string', minLength: 1 },
                { type: 'array', items: { type: 'string' }, minItems: 1 },
            ],
        },
        parse: (raw) => {
            const words = typeof raw === 'string' ? raw.split(/[,\r\n]/) : raw;
            if (!Array.isArray(words))
                return fail(`must be a list, not ${quote(raw)}`);
            const odd = words.filter((word) => typeof word !== 'string');
            if (odd.length > 0)
                return fail(...odd.map((word) => `must hold text only, not ${quote(word)}`));
            const entries = words.map((word) => word.trim()).filter((word) => word !== '');
            if (entries.length === 0)
                return fail('has no entries');
            const problems = entries.flatMap((word) => entry?.(word) ?? []);
            return problems.length > 0 ? { problems } : { value: [...new Set(entries)] };
        },
    };
}
/** A day (`2027-01-31`, its first moment in UTC) or a moment (RFC 3339). */
function date() {
    return {
        placeholder: 'ISO-DATE',
        schema: { type: 'string', anyOf: [{ format: 'date' }, { format: 'date-time' }] },
        parse: (raw) => {
            if (raw === '')
                return { value: undefined };
            const moment = typeof raw === 'string' ? momentOf(raw.trim()) : undefined;
            return moment
                ? { value: moment }
                : fail(`must be a date like 2027-01-31 or 2027-01-31T09:00:00Z, not ${quote(raw)}`);
        },
    };
}
const RFC3339 = /^(\d{4}-\d{2}-\d{2})(T([01]\d|2[0-3]):\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;
/** The moment an ISO date names, or nothing where there is no such day (2027-02-30). */
function momentOf(written) {
    const day = RFC3339.exec(written)?.[1];
    if (day === undefined)
        return undefined;
    const moment = new Date(written);
    const exists = !Number.isNaN(moment.getTime()) && new Date(day).toISOString().startsWith(day);
    return exists ? moment : undefined;
}


/***/ }),

/***/ 2842:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   du: () => (/* binding */ isAtLeast),
/* harmony export */   oC: () => (/* binding */ SEVERITIES),
/* harmony export */   zK: () => (/* binding */ compareSeverity)
/* harmony export */ });
/** The words of npm and of GitHub's advisories, worst first. */
const SEVERITIES = ['critical', 'high', 'moderate', 'low', 'info'];
/** Whether `severity` is as bad as `threshold` or worse. */
function isAtLeast(severity, threshold) {
    return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(threshold);
}
/** For sorting: the worst first. */
function compareSeverity(a, b) {
    return SEVERITIES.indexOf(a) - SEVERITIES.indexOf(b);
}


/***/ }),

/***/ 9235:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {

/* harmony export */ __nccwpck_require__.d(__webpack_exports__, {
/* harmony export */   a: () => (/* binding */ didYouMean)
/* harmony export */ });
/* unused harmony export nearest */
/** Levenshtein distance. */
function distance(a, b) {
    let row = Array.from({ length: b.length + 1 }, (_, i) => i);
    for (let i = 1; i <= a.length; i++) {
        const next = [i];
        for (let j = 1; j <= b.length; j++) {
            const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
            next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
        }
        row = next;
    }
    return row[b.length] ?? 0;
}
/** The known word nearest to a mistyped one, if any is near enough to be meant. */
function nearest(word, known) {
    const typed = word.slice(0, 100).toLowerCase();
    const limit = Math.max(2, Math.floor(typed.length / 3));
    let best;
    for (const candidate of known) {
        const far = distance(typed, candidate.toLowerCase());
        if (far <= limit && (!best || far < best.far))
            best = { word: candidate, far };
    }
    return best?.word;
}
/** ` (did you mean "x"?)`, or nothing. */
function didYouMean(word, known) {
    const found = nearest(word, known);
    return found === undefined ? '' : ` (did you mean "${found}"?)`;
}


/***/ }),

/***/ 2050:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __nccwpck_require__) => {


// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  s: () => (/* binding */ runCheckAction)
});

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __nccwpck_require__(6760);
;// CONCATENATED MODULE: ./build/src/adapters/environment.js
/** This process. */
function thisProcess() {
    const { env, argv, stdout } = process;
    return {
        env,
        cwd: process.cwd(),
        args: argv.slice(2),
        isTerminal: stdout.isTTY === true,
        width: stdout.columns ?? 80,
    };
}
/** Sets the status the process will end with, once everything written has been flushed. */
function exitWith(status) {
    process.exitCode = status;
}
/** Writes to standard output. A reader that has gone away (`| head`) is no mistake: the rest is dropped. */
function writeOut(text) {
    ignoreClosedPipe(process.stdout);
    process.stdout.write(text);
}
/** Writes to standard error. */
function writeError(text) {
    ignoreClosedPipe(process.stderr);
    process.stderr.write(text);
}
function ignoreClosedPipe(stream) {
    if (stream.listenerCount('error') > 0)
        return;
    stream.on('error', (error) => {
        if (error.code !== 'EPIPE')
            throw error;
    });
}

;// CONCATENATED MODULE: external "node:fs"
const external_node_fs_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:fs");
// EXTERNAL MODULE: ./build/src/core/errors.js
var errors = __nccwpck_require__(3026);
;// CONCATENATED MODULE: ./build/src/adapters/files.js



/** Bytes of one file that are read at most: 20 times the largest real lockfile seen. */
const LIMIT = 200 * 1024 * 1024;
const SKIPPED = new Set(['.git', 'node_modules']);
function compare(a, b) {
    return a < b ? -1 : Number(a > b);
}
/** What lies at a path, its links followed; undefined where there is nothing. */
function statOf(path) {
    try {
        // Thousands of packages are looked for that are not installed: an exception for each would cost.
        return (0,external_node_fs_namespaceObject.statSync)(path, { throwIfNoEntry: false });
    }
    catch (thrown) {
        const { code } = thrown;
        if (code === 'ENOENT' || code === 'ENOTDIR')
            return undefined;
        throw thrown;
    }
}
function listFiles(root) {
    const files = [];
    const unreadable = [];
    const open = [''];
    for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
        try {
            for (const entry of (0,external_node_fs_namespaceObject.readdirSync)((0,external_node_path_.join)(root, folder), { withFileTypes: true })) {
                const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
                if (entry.isDirectory() && !SKIPPED.has(entry.name))
                    open.push(path);
                else if (entry.isFile() || entry.isSymbolicLink())
                    files.push(path);
            }
        }
        catch (thrown) {
            unreadable.push({ path: folder || '.', reason: (0,errors/* messageOf */.bD)(thrown) });
        }
    }
    return { files: files.sort(compare), unreadable };
}
/** Where a path leads; out of the root is refused, as that would not be part of the checkout. */
function fileIn(root, path) {
    const file = (0,external_node_path_.resolve)(root, path);
    if (file === root || file.startsWith(root.endsWith(external_node_path_.sep) ? root : root + external_node_path_.sep))
        return file;
    throw new errors/* RunError */.e4('lies outside the directory');
}
function readFile(file) {
    const stat = statOf(file);
    if (!stat)
        return undefined;
    if (!stat.isFile())
        throw new errors/* RunError */.e4('is not a file');
    if (stat.size > LIMIT)
        throw new errors/* RunError */.e4(`is larger than ${LIMIT / 1024 / 1024} MB`);
    return (0,external_node_fs_namespaceObject.readFileSync)(file);
}
/** Whether a link on the way leads out of the root, which is refused as well. */
function isLinkOut(root, file) {
    // Only what is not installed: links in node_modules (pnpm, npm link) lead out of it by design.
    if ((0,external_node_path_.relative)(root, file).split(external_node_path_.sep).includes('node_modules'))
        return false;
    return !(0,external_node_fs_namespaceObject.realpathSync)(file).startsWith((0,external_node_fs_namespaceObject.realpathSync)(root) + external_node_path_.sep);
}
function listPackages(root) {
    const found = [];
    const open = ['node_modules'];
    for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
        for (const entry of (0,external_node_fs_namespaceObject.readdirSync)((0,external_node_path_.join)(root, folder), { withFileTypes: true })) {
            if (!entry.isDirectory())
                continue;
            const path = `${folder}/${entry.name}`;
            const isStore = entry.name.startsWith('.') || /\/node_modules\/\.[^/]+$/.test(folder);
            if (entry.name.startsWith('@') || isStore)
                open.push(path);
            else if ((0,external_node_fs_namespaceObject.lstatSync)((0,external_node_path_.join)(root, path, 'package.json'), { throwIfNoEntry: false }))
                found.push(path);
            const nested = `${path}/node_modules`;
            // Not a link: it may lead up, and then there is no end.
            if ((0,external_node_fs_namespaceObject.lstatSync)((0,external_node_path_.join)(root, nested), { throwIfNoEntry: false })?.isDirectory())
                open.push(nested);
        }
    }
    return found.sort(compare);
}
/** The files below a directory of this machine, which is absolute. */
function diskTree(directory) {
    const root = (0,external_node_path_.resolve)(directory);
    const installed = new Map();
    /** Whether the outermost node_modules on the way to a file is there: one look for all that would be in it. */
    const mayBeThere = (path) => {
        const end = path.indexOf('node_modules/');
        if (end === -1)
            return true;
        const folder = path.slice(0, end + 'node_modules'.length);
        const known = installed.get(folder) ?? statOf((0,external_node_path_.join)(root, folder)) !== undefined;
        installed.set(folder, known);
        return known;
    };
    return {
        list: async () => listFiles(root),
        read: async (path) => {
            try {
                const file = fileIn(root, path);
                if (!mayBeThere(path))
                    return undefined;
                const bytes = readFile(file);
                if (bytes && isLinkOut(root, file))
                    throw new errors/* RunError */.e4('is a link out of the directory');
                return bytes;
            }
            catch (thrown) {
                throw thrown instanceof errors/* RunError */.e4 ? thrown : new errors/* RunError */.e4(`cannot be read: ${(0,errors/* messageOf */.bD)(thrown)}`);
            }
        },
        listInstalled: async () => {
            try {
                return statOf((0,external_node_path_.join)(root, 'node_modules')) ? listPackages(root) : [];
            }
            catch (thrown) {
                throw new errors/* RunError */.e4(`node_modules cannot be listed: ${(0,errors/* messageOf */.bD)(thrown)}`);
            }
        },
    };
}
/** Whether there is such a directory. */
function isDirectory(path) {
    try {
        return (0,external_node_fs_namespaceObject.statSync)(path).isDirectory();
    }
    catch {
        return false;
    }
}
/** Writes a text file, making its folders. Throws a RunError that names it. */
function writeText(path, text) {
    try {
        (0,external_node_fs_namespaceObject.mkdirSync)((0,external_node_path_.dirname)(path), { recursive: true });
        (0,external_node_fs_namespaceObject.writeFileSync)(path, text);
    }
    catch (thrown) {
        throw new errors/* RunError */.e4(`${path} cannot be written: ${(0,errors/* messageOf */.bD)(thrown)}`);
    }
}
/** A text file of this machine; undefined where there is none. */
function readText(path) {
    return statOf(path) ? (0,external_node_fs_namespaceObject.readFileSync)(path, 'utf8') : undefined;
}
/** The nearest folder at or above a directory that holds `.git`, if any. */
function repositoryRoot(directory) {
    for (let at = (0,external_node_path_.resolve)(directory);; at = (0,external_node_path_.dirname)(at)) {
        if (statOf((0,external_node_path_.join)(at, '.git')))
            return at;
        if ((0,external_node_path_.dirname)(at) === at)
            return undefined;
    }
}

;// CONCATENATED MODULE: external "os"
const external_os_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("os");
;// CONCATENATED MODULE: ./build/node_modules/@actions/core/lib/utils.js
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */
/**
 * Sanitizes an input into a string so it can be passed into issueCommand safely
 * @param input input to sanitize into a string
 */
function utils_toCommandValue(input) {
    if (input === null || input === undefined) {
        return '';
    }
    else if (typeof input === 'string' || input instanceof String) {
        return input;
    }
    return JSON.stringify(input);
}
/**
 *
 * @param annotationProperties
 * @returns The command properties to send with the actual annotation command
 * See IssueCommandProperties: https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs#L646
 */
function toCommandProperties(annotationProperties) {
    if (!Object.keys(annotationProperties).length) {
        return {};
    }
    return {
        title: annotationProperties.title,
        file: annotationProperties.file,
        line: annotationProperties.startLine,
        endLine: annotationProperties.endLine,
        col: annotationProperties.startColumn,
        endColumn: annotationProperties.endColumn
    };
}
//# sourceMappingURL=utils.js.map
;// CONCATENATED MODULE: ./build/node_modules/@actions/core/lib/command.js


/**
 * Issues a command to the GitHub Actions runner
 *
 * @param command - The command name to issue
 * @param properties - Additional properties for the command (key-value pairs)
 * @param message - The message to include with the command
 * @remarks
 * This function outputs a specially formatted string to stdout that the Actions
 * runner interprets as a command. These commands can control workflow behavior,
 * set outputs, create annotations, mask values, and more.
 *
 * Command Format:
 *   ::name key=value,key=value::message
 *
 * @example
 * ```typescript
 * // Issue a warning annotation
 * issueCommand('warning', {}, 'This is a warning message');
 * // Output: ::warning::This is a warning message
 *
 * // Set an environment variable
 * issueCommand('set-env', { name: 'MY_VAR' }, 'some value');
 * // Output: ::set-env name=MY_VAR::some value
 *
 * // Add a secret mask
 * issueCommand('add-mask', {}, 'secretValue123');
 * // Output: ::add-mask::secretValue123
 * ```
 *
 * @internal
 * This is an internal utility function that powers the public API functions
 * such as setSecret, warning, error, and exportVariable.
 */
function command_issueCommand(command, properties, message) {
    const cmd = new Command(command, properties, message);
    process.stdout.write(cmd.toString() + external_os_namespaceObject.EOL);
}
function command_issue(name, message = '') {
    command_issueCommand(name, {}, message);
}
const CMD_STRING = '::';
class Command {
    constructor(command, properties, message) {
        if (!command) {
            command = 'missing.command';
        }
        this.command = command;
        this.properties = properties;
        this.message = message;
    }
    toString() {
        let cmdStr = CMD_STRING + this.command;
        if (this.properties && Object.keys(this.properties).length > 0) {
            cmdStr += ' ';
            let first = true;
            for (const key in this.properties) {
                if (this.properties.hasOwnProperty(key)) {
                    const val = this.properties[key];
                    if (val) {
                        if (first) {
                            first = false;
                        }
                        else {
                            cmdStr += ',';
                        }
                        cmdStr += `${key}=${escapeProperty(val)}`;
                    }
                }
            }
        }
        cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
        return cmdStr;
    }
}
function escapeData(s) {
    return utils_toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A');
}
function escapeProperty(s) {
    return utils_toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A')
        .replace(/:/g, '%3A')
        .replace(/,/g, '%2C');
}
//# sourceMappingURL=command.js.map
;// CONCATENATED MODULE: external "crypto"
const external_crypto_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("crypto");
;// CONCATENATED MODULE: external "fs"
const external_fs_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("fs");
;// CONCATENATED MODULE: ./build/node_modules/@actions/core/lib/file-command.js
// For internal use, subject to change.
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */




function file_command_issueFileCommand(command, message) {
    const filePath = process.env[`GITHUB_${command}`];
    if (!filePath) {
        throw new Error(`Unable to find environment variable for file command ${command}`);
    }
    if (!external_fs_namespaceObject.existsSync(filePath)) {
        throw new Error(`Missing file at path: ${filePath}`);
    }
    external_fs_namespaceObject.appendFileSync(filePath, `${utils_toCommandValue(message)}${external_os_namespaceObject.EOL}`, {
        encoding: 'utf8'
    });
}
function file_command_prepareKeyValueMessage(key, value) {
    const delimiter = `ghadelimiter_${external_crypto_namespaceObject.randomUUID()}`;
    const convertedValue = utils_toCommandValue(value);
    // These should realistically never happen, but just in case someone finds a
    // way to exploit uuid generation let's not allow keys or values that contain
    // the delimiter.
    if (key.includes(delimiter)) {
        throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter}"`);
    }
    if (convertedValue.includes(delimiter)) {
        throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter}"`);
    }
    return `${key}<<${delimiter}${external_os_namespaceObject.EOL}${convertedValue}${external_os_namespaceObject.EOL}${delimiter}`;
}
//# sourceMappingURL=file-command.js.map
;// CONCATENATED MODULE: external "path"
const external_path_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("path");
;// CONCATENATED MODULE: ./build/node_modules/@actions/core/lib/core.js
var __awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};






/**
 * The code to exit an action
 */
var ExitCode;
(function (ExitCode) {
    /**
     * A code indicating that the action was successful
     */
    ExitCode[ExitCode["Success"] = 0] = "Success";
    /**
     * A code indicating that the action was a failure
     */
    ExitCode[ExitCode["Failure"] = 1] = "Failure";
})(ExitCode || (ExitCode = {}));
//-----------------------------------------------------------------------
// Variables
//-----------------------------------------------------------------------
/**
 * Sets env variable for this action and future actions in the job
 * @param name the name of the variable to set
 * @param val the value of the variable. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function exportVariable(name, val) {
    const convertedVal = toCommandValue(val);
    process.env[name] = convertedVal;
    const filePath = process.env['GITHUB_ENV'] || '';
    if (filePath) {
        return issueFileCommand('ENV', prepareKeyValueMessage(name, val));
    }
    issueCommand('set-env', { name }, convertedVal);
}
/**
 * Registers a secret which will get masked from logs
 *
 * @param secret - Value of the secret to be masked
 * @remarks
 * This function instructs the Actions runner to mask the specified value in any
 * logs produced during the workflow run. Once registered, the secret value will
 * be replaced with asterisks (***) whenever it appears in console output, logs,
 * or error messages.
 *
 * This is useful for protecting sensitive information such as:
 * - API keys
 * - Access tokens
 * - Authentication credentials
 * - URL parameters containing signatures (SAS tokens)
 *
 * Note that masking only affects future logs; any previous appearances of the
 * secret in logs before calling this function will remain unmasked.
 *
 * @example
 * ```typescript
 * // Register an API token as a secret
 * const apiToken = "abc123xyz456";
 * setSecret(apiToken);
 *
 * // Now any logs containing this value will show *** instead
 * console.log(`Using token: ${apiToken}`); // Outputs: "Using token: ***"
 * ```
 */
function setSecret(secret) {
    issueCommand('add-mask', {}, secret);
}
/**
 * Prepends inputPath to the PATH (for this action and future actions)
 * @param inputPath
 */
function addPath(inputPath) {
    const filePath = process.env['GITHUB_PATH'] || '';
    if (filePath) {
        issueFileCommand('PATH', inputPath);
    }
    else {
        issueCommand('add-path', {}, inputPath);
    }
    process.env['PATH'] = `${inputPath}${path.delimiter}${process.env['PATH']}`;
}
/**
 * Gets the value of an input.
 * Unless trimWhitespace is set to false in InputOptions, the value is also trimmed.
 * Returns an empty string if the value is not defined.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string
 */
function getInput(name, options) {
    const val = process.env[`INPUT_${name.replace(/ /g, '_').toUpperCase()}`] || '';
    if (options && options.required && !val) {
        throw new Error(`Input required and not supplied: ${name}`);
    }
    if (options && options.trimWhitespace === false) {
        return val;
    }
    return val.trim();
}
/**
 * Gets the values of an multiline input.  Each value is also trimmed.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string[]
 *
 */
function getMultilineInput(name, options) {
    const inputs = getInput(name, options)
        .split('\n')
        .filter(x => x !== '');
    if (options && options.trimWhitespace === false) {
        return inputs;
    }
    return inputs.map(input => input.trim());
}
/**
 * Gets the input value of the boolean type in the YAML 1.2 "core schema" specification.
 * Support boolean input list: `true | True | TRUE | false | False | FALSE` .
 * The return value is also in boolean type.
 * ref: https://yaml.org/spec/1.2/spec.html#id2804923
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   boolean
 */
function getBooleanInput(name, options) {
    const trueValue = ['true', 'True', 'TRUE'];
    const falseValue = ['false', 'False', 'FALSE'];
    const val = getInput(name, options);
    if (trueValue.includes(val))
        return true;
    if (falseValue.includes(val))
        return false;
    throw new TypeError(`Input does not meet YAML 1.2 "Core Schema" specification: ${name}\n` +
        `Support boolean input list: \`true | True | TRUE | false | False | FALSE\``);
}
/**
 * Sets the value of an output.
 *
 * @param     name     name of the output to set
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function setOutput(name, value) {
    const filePath = process.env['GITHUB_OUTPUT'] || '';
    if (filePath) {
        return file_command_issueFileCommand('OUTPUT', file_command_prepareKeyValueMessage(name, value));
    }
    process.stdout.write(external_os_namespaceObject.EOL);
    command_issueCommand('set-output', { name }, utils_toCommandValue(value));
}
/**
 * Enables or disables the echoing of commands into stdout for the rest of the step.
 * Echoing is disabled by default if ACTIONS_STEP_DEBUG is not set.
 *
 */
function setCommandEcho(enabled) {
    issue('echo', enabled ? 'on' : 'off');
}
//-----------------------------------------------------------------------
// Results
//-----------------------------------------------------------------------
/**
 * Sets the action status to failed.
 * When the action exits it will be with an exit code of 1
 * @param message add error issue message
 */
function setFailed(message) {
    process.exitCode = ExitCode.Failure;
    error(message);
}
//-----------------------------------------------------------------------
// Logging Commands
//-----------------------------------------------------------------------
/**
 * Gets whether Actions Step Debug is on or not
 */
function isDebug() {
    return process.env['RUNNER_DEBUG'] === '1';
}
/**
 * Writes debug message to user log
 * @param message debug message
 */
function debug(message) {
    issueCommand('debug', {}, message);
}
/**
 * Adds an error issue
 * @param message error issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function error(message, properties = {}) {
    command_issueCommand('error', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a warning issue
 * @param message warning issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function warning(message, properties = {}) {
    command_issueCommand('warning', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a notice issue
 * @param message notice issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function notice(message, properties = {}) {
    command_issueCommand('notice', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Writes info to log with console.log.
 * @param message info message
 */
function info(message) {
    process.stdout.write(message + external_os_namespaceObject.EOL);
}
/**
 * Begin an output group.
 *
 * Output until the next `groupEnd` will be foldable in this group
 *
 * @param name The name of the output group
 */
function startGroup(name) {
    issue('group', name);
}
/**
 * End an output group.
 */
function endGroup() {
    issue('endgroup');
}
/**
 * Wrap an asynchronous function call in a group.
 *
 * Returns the same type as the function itself.
 *
 * @param name The name of the group
 * @param fn The function to wrap in the group
 */
function group(name, fn) {
    return __awaiter(this, void 0, void 0, function* () {
        startGroup(name);
        let result;
        try {
            result = yield fn();
        }
        finally {
            endGroup();
        }
        return result;
    });
}
//-----------------------------------------------------------------------
// Wrapper action state
//-----------------------------------------------------------------------
/**
 * Saves state for current action, the state can only be retrieved by this action's post job execution.
 *
 * @param     name     name of the state to store
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function saveState(name, value) {
    const filePath = process.env['GITHUB_STATE'] || '';
    if (filePath) {
        return issueFileCommand('STATE', prepareKeyValueMessage(name, value));
    }
    issueCommand('save-state', { name }, toCommandValue(value));
}
/**
 * Gets the value of an state set by this action's main execution.
 *
 * @param     name     name of the state to get
 * @returns   string
 */
function getState(name) {
    return process.env[`STATE_${name}`] || '';
}
function getIDToken(aud) {
    return __awaiter(this, void 0, void 0, function* () {
        return yield OidcClient.getIDToken(aud);
    });
}
/**
 * Summary exports
 */

/**
 * @deprecated use core.summary
 */

/**
 * Path exports
 */

/**
 * Platform utilities exports
 */

//# sourceMappingURL=core.js.map
;// CONCATENATED MODULE: ./build/src/adapters/runner.js




/**
 * The inputs that were given: the runner sets `INPUT_<NAME>` for each, empty where nobody typed one. Names are
 * told apart whatever their case, as the runner does.
 */
function readInputs(env) {
    const inputs = Object.entries(env).flatMap(([key, value]) => key.startsWith('INPUT_') && value !== undefined && value.trim() !== ''
        ? [[key.slice('INPUT_'.length).toLowerCase(), value]]
        : []);
    return new Map(inputs);
}
/** The event of this workflow run; no payload where it cannot be read. */
function readEvent(env) {
    const path = env['GITHUB_EVENT_PATH'];
    const name = env['GITHUB_EVENT_NAME'] ?? '';
    try {
        return { name, payload: JSON.parse((path && readText(path)) || 'null') };
    }
    catch {
        return { name, payload: null };
    }
}
const WRITE = { error: error, warning: warning, notice: notice };
/** The runner that this process is a step of. */
function runnerOf(env) {
    return {
        annotate: ({ level, title, message, path, line }) => WRITE[level](message, {
            title,
            ...(path === undefined ? {} : { file: path }),
            ...(line === undefined ? {} : { startLine: line }),
        }),
        output: (name, value) => {
            try {
                setOutput(name, value);
            }
            catch (thrown) {
                // The step's own end says the verdict; a file that is gone must not hide it.
                warning(`The output ${name} could not be written: ${(0,errors/* messageOf */.bD)(thrown)}`, { title: 'Upkeep' });
            }
        },
        print: info,
        summarize: (markdown) => {
            const path = env['GITHUB_STEP_SUMMARY'];
            if (!path)
                return false;
            (0,external_node_fs_namespaceObject.appendFileSync)(path, markdown);
            return true;
        },
        fail: (message) => setFailed(message),
    };
}

// EXTERNAL MODULE: ./build/src/core/parsers.js
var parsers = __nccwpck_require__(913);
;// CONCATENATED MODULE: ./build/src/core/report.js
function isUntold(run) {
    if (run.status === 'failed' || run.gaps.length > 0)
        return true;
    // Nothing examined passes only where a target was looked at, whole, and the pipeline let it be empty.
    return run.targets.some((target) => !target.complete) || (run.examined === 0 && run.targets.length === 0);
}
/** A finding that fails outweighs everything; then a gap, a failed run or nothing to look at; else pass. */
function verdictOf(runs) {
    const judged = runs.flatMap((run) => (run.status === 'completed' ? run.judged : []));
    if (judged.some((one) => one.disposition === 'fail'))
        return 'fail';
    return runs.length === 0 || runs.some(isUntold) ? 'error' : 'pass';
}
/** The report of these runs, made at `now`. */
function reportOf(runs, now) {
    return { schema: 1, at: now.toISOString(), verdict: verdictOf(runs), runs };
}

;// CONCATENATED MODULE: ./build/src/core/finding.js
/** A purl's name without its version, so that an identity outlives an upgrade. */
function withoutVersion(subject) {
    if (!subject.startsWith('pkg:'))
        return subject;
    // Qualifiers and subpath may hold a slash and an at sign of their own (purl-spec, "Components").
    const [bare = subject] = subject.split(/[?#]/, 1);
    const at = bare.indexOf('@', bare.lastIndexOf('/'));
    return at === -1 ? bare : bare.slice(0, at);
}
/**
 * Identity of a finding across runs, readable: rule, subject without its version, evidence id. Never message,
 * version, line, date or count, so that the same problem keeps its name while its details move.
 */
function fingerprintOf(finding) {
    const id = finding.evidence['id'];
    const parts = [finding.rule, withoutVersion(finding.subject)];
    if (typeof id === 'string' || typeof id === 'number')
        parts.push(String(id));
    return `v1:${parts.join(' ')}`;
}

// EXTERNAL MODULE: ./build/src/core/severity.js
var severity = __nccwpck_require__(2842);
;// CONCATENATED MODULE: ./build/src/core/policy.js



const DAY = 24 * 60 * 60 * 1000;
/** Whether the last day of a waiver is over, in UTC. One whose end is no day (2027-02-30) never holds. */
function isExpired(waiver, now) {
    const last = (0,parsers/* momentOf */.Et)(waiver.until);
    return last === undefined || now.getTime() >= last.getTime() + DAY;
}
function isMeant(waiver, finding, policy) {
    const rule = waiver.rule === undefined || finding.rule === `${waiver.check}/${waiver.rule}`;
    return rule && policy.covers(waiver.keys, finding);
}
function dispose(finding, policy) {
    return policy.failOn !== 'none' && (0,severity/* isAtLeast */.du)(finding.severity, policy.failOn) ? 'fail' : 'warn';
}
function judgeOne(finding, policy, valid) {
    const fingerprint = fingerprintOf(finding);
    const waiver = valid.find((candidate) => isMeant(candidate, finding, policy));
    if (!waiver)
        return { fingerprint, finding, disposition: dispose(finding, policy) };
    return {
        fingerprint,
        finding,
        disposition: 'waived',
        waiver: { reason: waiver.reason, until: waiver.until },
    };
}
function nameOf(waiver) {
    const keys = Object.entries(waiver.keys).map(([key, value]) => `${key} ${value}`);
    return [...(waiver.rule === undefined ? [] : [`rule ${waiver.rule}`]), ...keys].join(', ');
}
function aboutWaiver(waiver, rule, message, remediation) {
    const name = nameOf(waiver);
    return {
        rule: `${waiver.check}/${rule}`,
        severity: 'low',
        target: waiver.path,
        subject: `waiver: ${name}`,
        message,
        remediation,
        location: { path: waiver.path },
        evidence: { reason: waiver.reason, until: waiver.until, keys: waiver.keys },
    };
}
function waiverFindings(findings, policy, now) {
    return policy.waivers.flatMap((waiver) => {
        const name = nameOf(waiver);
        if (isExpired(waiver, now)) {
            const message = `The waiver for ${name} ended on ${waiver.until}: what it covered counts again.`;
            return [
                aboutWaiver(waiver, 'waiver-expired', message, 'Fix what it covered, or renew it with a new end date.'),
            ];
        }
        if (!policy.full || findings.some((finding) => isMeant(waiver, finding, policy)))
            return [];
        const message = `The waiver for ${name} covers nothing: what it was for is gone or has changed.`;
        return [aboutWaiver(waiver, 'waiver-unused', message, 'Delete it.')];
    });
}
/**
 * The whole policy, pure: which findings fail, warn or are waived. A waiver that has expired is as if absent,
 * and is itself a finding; so is one that covers nothing. Order is kept; findings about waivers come last.
 */
function judge(findings, policy, now) {
    const valid = policy.waivers.filter((waiver) => !isExpired(waiver, now));
    const about = waiverFindings(findings, policy, now);
    return [
        ...findings.map((finding) => judgeOne(finding, policy, valid)),
        ...about.map((finding) => judgeOne(finding, policy, [])),
    ];
}

;// CONCATENATED MODULE: ./build/src/core/run.js



/** The rules that the pipeline adds to every check. */
function pipelineRules(id) {
    return [
        {
            id: `${id}/waiver-expired`,
            title: 'A waiver has ended',
            help: 'Fix what it covered, or renew it with a new `until` and a reason that still holds.',
            severity: 'low',
        },
        {
            id: `${id}/waiver-unused`,
            title: 'A waiver covers nothing',
            help: 'Delete it: what it was for is gone, or has changed so that it no longer applies.',
            severity: 'low',
        },
    ];
}
function emptiness(plan, collected) {
    if (collected.facts.length > 0)
        return [];
    const whole = collected.targets.length > 0 && collected.targets.every((target) => target.complete);
    if (whole && plan.options['allow-empty'])
        return [];
    const reason = whole
        ? 'nothing was examined: what was found is empty; if that is fine, say so with allow-empty'
        : 'nothing was examined';
    return [{ target: plan.options.path, subject: plan.check.id, reason }];
}
/** Every finding and gap has a target that the run lists: the configuration too, where it holds waivers. */
function targetsOf(looked, gaps, waivers) {
    const targets = new Map(waivers.map(({ path }) => [path, true]));
    for (const { id, complete } of looked)
        targets.set(id, complete);
    for (const { target } of gaps)
        targets.set(target, false);
    return [...targets].map(([id, complete]) => ({ id, complete }));
}
const DISPOSITIONS = ['fail', 'warn', 'waived'];
/** What fails stands before what is waived, however severe that would be. */
function byDisposition(a, b) {
    return DISPOSITIONS.indexOf(a.disposition) - DISPOSITIONS.indexOf(b.disposition);
}
function bySeverity(a, b) {
    return (0,severity/* compareSeverity */.zK)(a.severity, b.severity);
}
function complete(plan, collected, now) {
    const { check, options } = plan;
    const findings = check.evaluate(collected.facts, options, now).toSorted(bySeverity);
    const mine = plan.waivers.filter((waiver) => waiver.check === check.id);
    const told = [...plan.gaps, ...collected.gaps];
    const gaps = told.length > 0 ? told : emptiness(plan, collected);
    const whole = gaps.length === 0 && collected.targets.every((target) => target.complete);
    const full = whole && !collected.partial;
    const policy = { failOn: options['fail-on'], waivers: mine, full, covers: check.covers };
    return {
        check: check.id,
        name: options.name || check.id,
        status: 'completed',
        examined: collected.facts.length,
        targets: targetsOf(collected.targets, gaps, mine),
        table: check.describe(collected.facts, options, now),
        gaps,
        notes: [...plan.notes, ...collected.notes],
        judged: judge(findings, policy, now).toSorted(byDisposition),
        attachments: [],
    };
}
/**
 * Collect, evaluate, describe, judge. Never throws for the world's faults: they end as a failed run. Throws a
 * ConfigError alone, for what only collecting could show to be wrong in the configuration.
 */
async function runCheck(plan, ports) {
    const failed = { check: plan.check.id, name: plan.options.name || plan.check.id, status: 'failed' };
    try {
        const collected = await plan.check.collect(plan.options, ports);
        return { run: complete(plan, collected, ports.clock()), facts: collected.facts };
    }
    catch (thrown) {
        if (thrown instanceof errors/* ConfigError */.xL)
            throw thrown;
        if (thrown instanceof errors/* RunError */.e4)
            return { run: { ...failed, reason: thrown.message }, facts: [] };
        const reason = `a bug in Upkeep, please report it: ${(0,errors/* messageOf */.bD)(thrown)}`;
        return { run: { ...failed, reason }, facts: [], bug: thrown };
    }
}

;// CONCATENATED MODULE: ./build/src/formats/escape.js
/**
 * The only place that makes text from outside fit for people. Everything that a format writes passes through one
 * of these functions exactly once: nothing here is undone, and nothing may be escaped twice.
 */
/**
 * What does not show, moves the cursor, or turns the direction of writing: it is shown as its code point. By hand:
 * letters, signs and marks that are drawn as nothing.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u{2800}\u{1D159}]|(?! )\p{Zs}/gu;
/**
 * What at an end would join with the text beside it (UAX 29): it changes what stands there, and hides the runner's
 * own `::` from the runner, whose search for it goes by whole graphemes.
 */
const JOINS_BEFORE = /^[\p{Grapheme_Extend}\p{Emoji_Modifier}\p{Mc}\u0E33\u0EB3]/u;
const JOINS_AFTER = /[\u0D4E\u{111C2}\u{111C3}\u{113D1}\u{1193F}\u{11941}\u{11A3A}\u{11A84}-\u{11A89}\u{11D46}\u{11F02}]$/u;
function codePoint(char) {
    return `\\u{${(char.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`;
}
/**
 * Text with everything that does not show made visible (`\u{202E}`), so that different names look different; a
 * backslash that could be taken for such a sign is one itself (`\u{5C}u{202E}`).
 */
function visible(text) {
    return text
        .replace(/\\(?=u\{)/g, codePoint)
        .replace(HIDDEN, codePoint)
        .replace(JOINS_BEFORE, codePoint)
        .replace(JOINS_AFTER, codePoint);
}
/**
 * One whole line of a log in which nothing is a runner command any more: neither `##[x]` anywhere nor `::x::` at
 * its start (actions/runner, ActionCommand.cs, TryParse and TryParseV2).
 */
function escape_guardLine(line) {
    return line.replaceAll('##[', '#\\u{23}[').replace(/^(\s*)::/u, '$1\\u{3A}:');
}
/** Text for a terminal or a log: one line, nothing hidden, no command. */
function escape_plain(text) {
    return escape_guardLine(visible(text));
}
/** The beginning of a text, at most `max` UTF-16 units of it, and never half a character. */
function clip(text, max) {
    return text.length <= max ? text : text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '');
}
/**
 * JSON (RFC 8259) that is also safe in a log: what does not show is escaped, and so is `##[`, in ways that a
 * parser reads back as it was.
 */
function json(value) {
    const written = JSON.stringify(value, null, 2);
    // Nearly all of a report is plain ASCII, and a megabyte of it takes a while to be looked through by property.
    const escaped = written.replace(/[^\n\x20-\x7e]+/g, (run) => run.replace(HIDDEN, units));
    return `${escaped.replaceAll('##[', '#\\u0023[')}\n`;
}
function units(char) {
    return Array.from({ length: char.length }, (_, i) => unit(char.charCodeAt(i))).join('');
}
function unit(code) {
    return `\\u${code.toString(16).padStart(4, '0')}`;
}
/** A path as a relative reference (RFC 3986) that cannot be taken for an absolute one, a query or a fragment. */
function uriPath(path) {
    const encoded = path
        .replace(/\p{Cs}/gu, codePoint)
        .split('/')
        .map(encodeURIComponent)
        .join('/');
    return encoded.replace(/^\/+/, (slashes) => '%2F'.repeat(slashes.length));
}
/** Text for a SARIF message, in which brackets may make links (SARIF 2.1.0, 3.11.6). */
function sarifText(text) {
    const shown = visible(text);
    return shown.includes('](') ? shown.replace(/[\\[\]]/g, '\\$&') : shown;
}
const ZERO_WIDTH_SPACE = '&#8203;';
function entity(char) {
    return `&#${char.codePointAt(0)};`;
}
/** Every sign of ASCII as an entity, save those that mean something only at the start, or a space at an end. */
function entities(text) {
    return visible(text)
        .replace(/[^A-Za-z0-9 .,'()\u{80}-\u{10ffff}-]/gu, entity)
        .replace(/^[- ]| $/g, entity)
        .replace(/^(\d+)([.)])/, (_, digits, sign) => `${digits}${entity(sign)}`);
}
/**
 * Text as Markdown that renders as just that text (GFM): no markup, no HTML, and none of what GitHub makes of
 * plain words: mentions, issue and commit references, links.
 */
function markdown(text) {
    return entities(text)
        .replace(/&#(64|35|58|47);/g, (sign) => `${sign}${ZERO_WIDTH_SPACE}`)
        .replace(/www\./gi, (www) => `${www.slice(0, 3)}${ZERO_WIDTH_SPACE}.`)
        .replace(/\bGH-/gi, (prefix) => `${prefix}${ZERO_WIDTH_SPACE}`)
        .replace(/[0-9a-f]{7,}/gi, (hash) => hash.replace(/.{6}(?=.)/g, `$&${ZERO_WIDTH_SPACE}`));
}
/**
 * Text as code, also in a table's cell: GitHub makes nothing of words in code, and they can be copied as they are.
 * A pipe would end the cell, and Markdown may be printed to a log, where `##[x]` is a command: text with one of them
 * stands in HTML's element instead.
 */
function markdownCode(text) {
    const shown = visible(text);
    if (shown === '' || /\||##\[/.test(shown))
        return `<code>${markdown(text)}</code>`;
    const runs = new Set(shown.match(/`+/g)?.map((run) => run.length));
    let length = 1;
    while (runs.has(length))
        length++;
    const fence = '`'.repeat(length);
    // Where both ends have a space, one of each is the fence's (CommonMark, "Code spans").
    const isPadded = shown.startsWith(' ') && shown.endsWith(' ') && shown.trim() !== '';
    const pad = isPadded || /^`|`$/.test(shown) ? ' ' : '';
    return `${fence}${pad}${shown}${pad}${fence}`;
}

;// CONCATENATED MODULE: ./build/src/formats/json.js

/** The report itself, as `schema/report.schema.json` describes it. */
function jsonOf(report) {
    return json(report);
}

;// CONCATENATED MODULE: ./build/src/formats/words.js
/** A verdict in words that cannot be mistaken for one another. */
const VERDICT_WORDS = {
    pass: 'pass',
    fail: 'FAIL',
    error: 'COULD NOT TELL',
};
/** A number as people write it in English: 4,311. */
function count(number, noun, nouns = `${noun}s`) {
    return `${grouped(number)} ${number === 1 ? noun : nouns}`;
}
/** With commas between thousands; not by locale, so that every machine writes the same. */
function grouped(number) {
    return String(number).replace(/\B(?=(\d{3})+$)/g, ',');
}
/** How many findings have this disposition. */
function countOf(report, disposition) {
    const judged = report.runs.flatMap((run) => (run.status === 'completed' ? run.judged : []));
    return judged.filter((one) => one.disposition === disposition).length;
}
/** Whether everything there was to look at was looked at, in one sentence. */
function accountOf(run) {
    const { examined, gaps } = run;
    if (gaps.length === 0)
        return `Looked at ${grouped(examined)} of ${grouped(examined)}.`;
    return `Looked at ${grouped(examined)}; ${count(gaps.length, 'thing')} could not be looked at.`;
}
/** Findings in one line: "2 fail, 1 warn, 3 waived", or "no findings". */
function tallyOf(judged) {
    const of = (disposition) => judged.filter((one) => one.disposition === disposition).length;
    const parts = ['fail', 'warn', 'waived'].map((word) => [of(word), word]);
    const said = parts.filter(([number]) => number > 0).map(([number, word]) => `${grouped(number)} ${word}`);
    return said.length === 0 ? 'no findings' : said.join(', ');
}
/** A path of the report as seen from the repository's root: reports name files from the directory that was checked. */
function inFolder(folder, path) {
    return folder === '' ? path : `${folder}/${path}`;
}
const MAX_VALUES = 10;
/** How often each value occurs, for the columns that ask for it. */
function tallies(table) {
    return table.columns.flatMap((column, index) => {
        if (column.tally !== true || table.rows.length === 0)
            return [];
        const counts = new Map();
        for (const row of table.rows) {
            const value = String(row[index] ?? '');
            counts.set(value, (counts.get(value) ?? 0) + 1);
        }
        const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
        return [
            {
                title: column.title,
                counts: sorted.slice(0, MAX_VALUES),
                more: Math.max(0, sorted.length - MAX_VALUES),
            },
        ];
    });
}

;// CONCATENATED MODULE: ./build/src/formats/annotations.js


/** The runner keeps ten of a level and step (ExecutionContext.cs); the last error is the step's own word. */
const MAX = { error: 9, warning: 10, notice: 10 };
/** The runner cuts a message there. */
const MAX_LENGTH = 4096;
function levelOf({ finding, disposition }) {
    if (disposition === 'waived')
        return undefined;
    if (disposition === 'fail')
        return 'error';
    return finding.severity === 'low' || finding.severity === 'info' ? 'notice' : 'warning';
}
function annotationOf(judged, level, folder) {
    const { rule, message, remediation, location } = judged.finding;
    const text = [message, remediation].filter((one) => one !== undefined).map(escape_plain);
    return {
        level,
        title: escape_plain(rule),
        message: clip(text.join(' '), MAX_LENGTH),
        ...(location === undefined ? {} : { path: escape_plain(inFolder(folder, location.path)) }),
        ...(location?.line === undefined ? {} : { line: location.line }),
    };
}
/** `host:port` is no file to annotate. */
function isAddress(target) {
    return /^[^/]+:\d+$/.test(target);
}
function gapsOf(report, folder) {
    return report.runs.flatMap((run) => {
        const title = escape_plain(`${run.check}: could not be looked at`);
        const said = (text) => ({
            level: 'error',
            title,
            message: clip(escape_plain(text), MAX_LENGTH),
        });
        if (run.status === 'failed')
            return [said(run.reason)];
        return run.gaps.map(({ target, subject, reason }) => ({
            ...said(subject === target ? `${target}: ${reason}` : `${target}: ${subject}: ${reason}`),
            ...(isAddress(target) ? {} : { path: escape_plain(inFolder(folder, target)) }),
        }));
    });
}
/**
 * What a step annotates, within what the runner keeps; findings that fail come first. `folder` leads from the
 * repository's root to the directory that was checked.
 */
function annotationsOf(report, folder = '') {
    const judged = report.runs.flatMap((run) => (run.status === 'completed' ? run.judged : []));
    const findings = judged.flatMap((one) => {
        const level = levelOf(one);
        return level === undefined ? [] : [annotationOf(one, level, folder)];
    });
    const [firstGap, ...gaps] = gapsOf(report, folder);
    // Findings come first, but must not crowd out that something was not looked at.
    const first = findings.filter((one) => one.level === 'error').slice(0, MAX.error - 1);
    const rest = findings.filter((one) => !first.includes(one));
    const all = [...first, ...(firstGap ? [firstGap] : []), ...rest, ...gaps];
    const of = (level) => all.filter((one) => one.level === level);
    const left = (level) => Math.max(0, of(level).length - MAX[level]);
    return {
        shown: ['error', 'warning', 'notice'].flatMap((level) => of(level).slice(0, MAX[level])),
        left: { error: left('error'), warning: left('warning'), notice: left('notice') },
    };
}

;// CONCATENATED MODULE: ./build/src/sinks/annotations.js


/** Annotates the lines that findings are about, and says how many did not fit. */
function writeAnnotations(report, runner, folder = '') {
    return {
        what: 'the annotations',
        apply: () => {
            const { shown, left } = annotationsOf(report, folder);
            const rest = left.error + left.warning + left.notice;
            for (const annotation of shown)
                runner.annotate(annotation);
            if (rest > 0)
                runner.print(`${count(rest, 'more annotation')} did not fit: see the summary.`);
        },
    };
}

;// CONCATENATED MODULE: ./build/src/sinks/files.js
/** The name of a report file: `upkeep-<check>-<name>.json`; what a file name cannot hold everywhere as its code point, so that no two are the same. */
function reportFileName(check, name) {
    return `upkeep-${check}-${name.replace(/[^A-Za-z0-9.-]/gu, (char) => `_${char.codePointAt(0)?.toString(16)}_`)}.json`;
}
/** Writes files, each whole. */
function writeFiles(plans, write) {
    return plans.map(({ path, text }) => ({ what: path, apply: () => write(path, text()) }));
}

;// CONCATENATED MODULE: ./build/src/sinks/sink.js

/**
 * Does every effect, also after one has failed, and says which failed and why: a sink that fails changes no
 * verdict and loses no other sink's work.
 */
function applyAll(effects) {
    return effects.flatMap(({ what, apply }) => {
        try {
            apply();
            return [];
        }
        catch (thrown) {
            return [`${what} could not be written: ${(0,errors/* messageOf */.bD)(thrown)}`];
        }
    });
}

;// CONCATENATED MODULE: ./build/src/formats/markdown.js


const SYMBOLS = { pass: '✅', fail: '❌', error: '⚠️' };
const markdown_DISPOSITIONS = { fail: '❌ fails', warn: '⚠️ warns', waived: '☑️ waived' };
/** Kept for saying how many rows did not fit. */
const MORE = 100;
/** A longer text is cut: its row must not take the place of all others. */
const MAX_TEXT = 1000;
/** A longer way to a subject is cut, for the same reason. */
const MAX_STEPS = 20;
function sizeOf(lines) {
    return lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
}
/** These lines, where there is room for all of them. */
function whole(lines, room) {
    const size = sizeOf(lines);
    if (size > room.left) {
        room.isCut = true;
        return [];
    }
    room.left -= size;
    return lines;
}
/** Rows between the lines around them: as many whole ones as fit, and how many did not. */
function block(head, rows, noun, room, foot = []) {
    if (rows.length === 0)
        return [];
    room.left -= MORE;
    if (whole([...head, ...foot, ''], room).length === 0)
        return [];
    const taken = [];
    for (const row of rows) {
        const size = sizeOf([row]);
        if (size > room.left)
            break;
        room.left -= size;
        taken.push(row);
    }
    const more = rows.length - taken.length;
    const rest = more > 0 ? ['', `… and ${count(more, `more ${noun}`)}: see the report file.`] : [];
    return [...head, ...taken, ...rest, ...foot, ''];
}
function markdown_text(value) {
    return markdown(markdown_short(value));
}
function code(value) {
    return markdownCode(markdown_short(value));
}
function markdown_short(value) {
    return value.length > MAX_TEXT ? `${clip(value, MAX_TEXT)}…` : value;
}
function rowOf(cells) {
    return `| ${cells.join(' | ')} |`;
}
function headOf(titles) {
    return [rowOf(titles), rowOf(titles.map(() => '---'))];
}
/** The way to a subject, where it has one. */
function chainOf(path) {
    if (!Array.isArray(path) || path.length < 2)
        return '';
    const steps = path.slice(0, MAX_STEPS).map((step) => code(String(step)));
    return `<br>${[...steps, ...(path.length > MAX_STEPS ? ['…'] : [])].join(' › ')}`;
}
function findingRow({ finding, disposition, waiver }) {
    const { severity, message, location, target } = finding;
    const line = location?.line === undefined ? '' : `:${location.line}`;
    const waived = waiver ? `<br>Waived until ${markdown_text(waiver.until)}: ${markdown_text(waiver.reason)}` : '';
    return rowOf([
        markdown_DISPOSITIONS[disposition],
        markdown_text(severity),
        `${markdown_text(message)}${chainOf(finding.evidence['path'])}${waived}`,
        code(`${location?.path ?? target}${line}`),
    ]);
}
/** A table for each rule, with what to do about it said once. */
function findings(judged, room) {
    const rules = new Map();
    for (const one of judged) {
        const mine = rules.get(one.finding.rule);
        if (mine)
            mine.push(one);
        else
            rules.set(one.finding.rule, [one]);
    }
    return [...rules].flatMap(([rule, mine]) => {
        const advised = mine.find((one) => !one.waiver && one.finding.remediation !== undefined);
        const advice = advised?.finding.remediation;
        const head = [
            `### ${code(rule)}: ${tallyOf(mine)}`,
            '',
            ...(advice === undefined ? [] : [markdown_text(advice), '']),
        ];
        return block([...head, ...headOf(['', 'Severity', 'What', 'Where'])], mine.map(findingRow), 'finding', room);
    });
}
function cellOf(cell) {
    return typeof cell === 'string' && cell !== '' ? code(cell) : String(cell ?? '');
}
/** Rows that are shown at once; checks put first what a reader looks for. */
const FIRST_ROWS = 20;
function inventory(table, room) {
    const titles = table.columns.map(({ title, unit }) => markdown_text(unit === undefined ? title : `${title} (${unit})`));
    const rows = table.rows.map((row) => rowOf(row.map(cellOf)));
    const others = rows.slice(FIRST_ROWS);
    const summary = `<summary>${count(others.length, 'more row')}</summary>`;
    return [
        ...block(['### Table', '', ...headOf(titles)], rows.slice(0, FIRST_ROWS), 'row', room),
        ...block(['<details>', summary, '', ...headOf(titles)], others, 'row', room, ['', '</details>']),
    ];
}
function tallyRow({ title, counts, more }) {
    const values = counts.map(([value, number]) => `${code(value)} ${grouped(number)}`);
    return `- ${markdown_text(title)}: ${values.join(', ')}${more > 0 ? `, and ${count(more, 'other')}` : ''}`;
}
function sections(run, room) {
    const gaps = run.gaps.map(({ target, subject, reason }) => rowOf([code(target), code(subject), markdown_text(reason)]));
    const notes = run.notes.map((note) => `- ${code(note.subject)}: ${markdown_text(note.text)}`);
    const gapHead = ['### Could not be looked at', '', ...headOf(['Target', 'Subject', 'Why'])];
    return [
        ...block(gapHead, gaps, 'gap', room),
        ...findings(run.judged, room),
        ...block(['### In short', ''], tallies(run.table).map(tallyRow), 'line', room),
        ...block(['### Notes', ''], notes, 'note', room),
        ...inventory(run.table, room),
    ];
}
function linesOf(run, room) {
    const title = `## ${markdown_text(run.name === run.check ? run.check : `${run.check} (${run.name})`)}`;
    if (run.status === 'failed')
        return whole([title, '', `The run failed: ${markdown_text(run.reason)}`, ''], room);
    const head = whole([title, '', `${accountOf(run)} Findings: ${tallyOf(run.judged)}.`, ''], room);
    return [...head, ...sections(run, room)];
}
const CUT = 'Not everything fits here: see the report file.';
/**
 * The report as GitHub-flavored Markdown, at most `limit` bytes of it: whole rows are dropped, and it is said how
 * many (a step's summary above 1 MiB is not shown at all).
 */
function markdownOf(report, limit) {
    const title = `# ${SYMBOLS[report.verdict]} Upkeep: ${VERDICT_WORDS[report.verdict]}`;
    const end = `<sub>As of ${markdown_text(report.at)}</sub>`;
    const room = { left: limit - sizeOf([title, '', CUT, '', end]), isCut: false };
    const runs = report.runs.flatMap((run) => linesOf(run, room));
    return `${[title, '', ...runs, ...(room.isCut ? [CUT, ''] : []), end].join('\n')}\n`;
}

;// CONCATENATED MODULE: ./build/src/sinks/summary.js

/** A step's summary may have 1 MiB (actions/runner, FileCommandManager.cs); a longer one is not shown at all. */
const summary_LIMIT = 1024 * 1024;
/** Appends the report to the step's summary. */
function writeSummary(report, runner) {
    return {
        what: 'the job summary',
        apply: () => {
            if (!runner.summarize(markdownOf(report, summary_LIMIT)))
                throw new Error('this runner has none (GITHUB_STEP_SUMMARY is not set)');
        },
    };
}

;// CONCATENATED MODULE: ./build/src/formats/sarif.js


/** GitHub keeps the first 5,000 results of a run (docs, "SARIF support for code scanning"). */
const MAX_RESULTS = 5000;
/** Points of 10 that make GitHub show our severities under the same words. */
const POINTS = {
    critical: '9.5',
    high: '8.0',
    moderate: '5.5',
    low: '3.0',
    info: '0.0',
};
function sarif_levelOf({ finding, disposition }) {
    if (disposition === 'fail')
        return 'error';
    return finding.severity === 'low' || finding.severity === 'info' ? 'note' : 'warning';
}
function locationOf({ location, target }, folder) {
    const uri = uriPath(inFolder(folder, location?.path ?? target));
    return {
        physicalLocation: {
            artifactLocation: { uri, uriBaseId: '%SRCROOT%' },
            region: { startLine: location?.line ?? 1 },
        },
    };
}
function resultOf(judged, identity, rules, folder) {
    const { finding, waiver } = judged;
    return {
        ruleId: finding.rule,
        ruleIndex: rules.findIndex((rule) => rule.id === finding.rule),
        level: sarif_levelOf(judged),
        message: {
            text: sarifText([finding.message, finding.remediation].filter((one) => one !== undefined).join(' ')),
        },
        locations: [locationOf(finding, folder)],
        // The one that GitHub tells alerts apart by (docs, "SARIF support for code scanning").
        partialFingerprints: { primaryLocationLineHash: identity },
        properties: { severity: finding.severity, subject: finding.subject, evidence: finding.evidence },
        ...(waiver ? { suppressions: [{ kind: 'external', justification: sarifText(waiver.reason) }] } : {}),
    };
}
function ruleOf({ id, title, help, severity }) {
    return {
        id,
        name: id,
        shortDescription: { text: title },
        fullDescription: { text: title },
        help: { text: help },
        properties: { 'security-severity': POINTS[severity], tags: ['security'] },
    };
}
function notification(level, text) {
    return { level, message: { text: sarifText(text) } };
}
/** What could not be looked at. */
function untold(run) {
    const reasons = run.status === 'failed'
        ? [run.reason]
        : run.gaps.map(({ target, subject, reason }) => `${target}: ${subject}: ${reason}`);
    return reasons.map((reason) => notification('error', reason));
}
/** Fingerprints with a count behind them: one may stand for the same subject in two files. */
function identitiesOf(judged) {
    const seen = new Map();
    return judged.map(({ fingerprint }) => {
        const times = (seen.get(fingerprint) ?? 0) + 1;
        seen.set(fingerprint, times);
        return `${fingerprint}:${times}`;
    });
}
function runOf(run, all, folder) {
    const rules = all.filter((rule) => rule.id.startsWith(`${run.check}/`));
    const judged = run.status === 'completed' ? run.judged : [];
    const more = judged.length - MAX_RESULTS;
    const kept = judged.slice(0, MAX_RESULTS);
    const identities = identitiesOf(kept);
    const left = more > 0 ? [notification('warning', `${count(more, 'more result')}: see the JSON report.`)] : [];
    const gaps = untold(run);
    return {
        tool: {
            driver: { name: 'Upkeep', informationUri: 'https://github.com/OWNER/upkeep', rules: rules.map(ruleOf) },
        },
        automationDetails: { id: `upkeep/${run.check}/${visible(run.name)}/` },
        invocations: [{ executionSuccessful: gaps.length === 0, toolExecutionNotifications: [...gaps, ...left] }],
        results: kept.map((one, i) => resultOf(one, identities[i] ?? '', rules, folder)),
    };
}
/**
 * SARIF 2.1.0 (OASIS). What could not be looked at stands in the invocation's notifications, which then was not
 * successful: no results in it does not mean that there is nothing wrong. `folder` leads from the repository's root
 * to the directory that was checked.
 */
function sarifOf(report, rules, folder = '') {
    return json({
        $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
        version: '2.1.0',
        runs: report.runs.map((run) => runOf(run, rules, folder)),
    });
}

;// CONCATENATED MODULE: ./build/src/formats/text.js


const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 };
function paint(text, color, style) {
    return style.color ? `\u001b[${CODES[color]}m${text}\u001b[0m` : text;
}
const VERDICT_COLORS = { pass: 'green', fail: 'red', error: 'yellow' };
const MARKS = { fail: ['x', 'red'], warn: ['!', 'yellow'], waived: ['-', 'dim'] };
const MAX_ROWS = 20;
const MAX_FINDINGS = 100;
function linesOfFinding({ finding, disposition, waiver }, advise, style) {
    const [mark, color] = MARKS[disposition];
    const { rule, severity, message, location, remediation } = finding;
    const path = finding.evidence['path'];
    const place = location
        ? `${location.path}${location.line === undefined ? '' : `:${location.line}`}`
        : finding.target;
    const chain = Array.isArray(path) && path.length > 1
        ? [`    path: ${path.map((step) => escape_plain(String(step))).join(' > ')}`]
        : [];
    const waived = waiver ? [`    waived until ${escape_plain(waiver.until)}: ${escape_plain(waiver.reason)}`] : [];
    return [
        `${paint(`  ${mark} ${severity}`, color, style)}  ${escape_plain(message)}`,
        paint(`    ${escape_plain(rule)}  ${escape_plain(place)}`, 'dim', style),
        ...chain,
        ...waived,
        ...(remediation === undefined || waiver || !advise
            ? []
            : [paint(`    ${escape_plain(remediation)}`, 'cyan', style)]),
    ];
}
function cut(text, width) {
    return width > 0 && text.length > width ? `${clip(text, Math.max(1, width - 1))}…` : text;
}
/** Aligned columns; the last is cut to the terminal's width. */
function linesOfTable(table, style) {
    const rows = table.rows.slice(0, MAX_ROWS).map((row) => row.map((cell) => escape_plain(String(cell ?? ''))));
    const titles = table.columns.map((column) => escape_plain(column.unit === undefined ? column.title : `${column.title} (${column.unit})`));
    const cap = style.width > 0 ? Math.max(12, Math.floor(style.width / 4)) : 60;
    const widths = titles.map((title, i) => Math.min(cap, Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0))));
    const line = (cells) => {
        const padded = cells.map((cell, i) => i === cells.length - 1 ? cell : cut(cell, widths[i] ?? 0).padEnd(widths[i] ?? 0));
        return cut(`  ${padded.join('  ')}`.trimEnd(), style.width);
    };
    const more = table.rows.length - rows.length;
    return [
        paint(line(titles), 'bold', style),
        ...rows.map(line),
        ...(more > 0
            ? [paint(`  … ${count(more, 'more row')}; all of them with --format json or markdown`, 'dim', style)]
            : []),
    ];
}
function section(title, lines, style) {
    return lines.length === 0 ? [] : ['', paint(title, 'bold', style), ...lines];
}
function linesOfRun(run, style) {
    const shown = run.judged.slice(0, MAX_FINDINGS);
    const more = run.judged.length - shown.length;
    const advised = new Set();
    // What to do is much the same for all findings of a rule: it is said once, with the first that is not waived.
    const isFirst = ({ finding: { rule, remediation }, waiver }) => remediation !== undefined && !waiver && !advised.has(rule) && Boolean(advised.add(rule));
    const findings = [
        ...shown.flatMap((one) => linesOfFinding(one, isFirst(one), style)),
        ...(more > 0
            ? [paint(`  … ${count(more, 'more finding')}; all of them with --format json`, 'dim', style)]
            : []),
    ];
    const gaps = run.gaps.map(({ target, subject, reason }) => `  ? ${escape_plain(subject === target ? target : `${target}: ${subject}`)}: ${escape_plain(reason)}`);
    const notes = run.notes.map((note) => `  ${escape_plain(note.subject)}: ${escape_plain(note.text)}`);
    const counted = tallies(run.table).map(({ title, counts, more: rest }) => {
        const values = counts.map(([value, number]) => `${escape_plain(value)} ${number}`);
        return `  ${escape_plain(title)}: ${values.join(', ')}${rest > 0 ? `, and ${count(rest, 'other')}` : ''}`;
    });
    return [
        `  ${accountOf(run)} Findings: ${tallyOf(run.judged)}.`,
        ...section('Findings', findings, style),
        ...section('Could not be looked at', gaps, style),
        ...section('In short', counted, style),
        ...section('Table', run.table.rows.length === 0 ? [] : linesOfTable(run.table, style), style),
        ...section('Notes', notes, style),
    ];
}
function text_linesOf(run, style) {
    const name = run.name === run.check ? run.check : `${run.check} (${run.name})`;
    const head = paint(escape_plain(name), 'bold', style);
    if (run.status === 'failed')
        return [head, `  ? the run failed: ${escape_plain(run.reason)}`];
    return [head, ...linesOfRun(run, style)];
}
/** The report for a terminal or a log; colors and cut lines only where the style asks for them. */
function textOf(report, style) {
    const verdict = paint(VERDICT_WORDS[report.verdict], VERDICT_COLORS[report.verdict], style);
    const lines = [...report.runs.flatMap((run) => [...text_linesOf(run, style), '']), `Verdict: ${verdict}`];
    return `${lines.map(escape_guardLine).join('\n')}\n`;
}
/** What a check's own command answers. */
function textOfAnswer(answer, style) {
    const width = Math.max(0, ...answer.sections.flatMap((one) => one.fields.map(([label]) => label.length)));
    const lines = answer.sections.flatMap(({ title, fields }) => [
        paint(plain(title), 'bold', style),
        ...fields.map(([label, value]) => `  ${plain(label).padEnd(width)}  ${plain(value)}`),
        '',
    ]);
    return `${lines.slice(0, -1).map(guardLine).join('\n')}\n`;
}

;// CONCATENATED MODULE: ./build/src/shell/render.js





/** Without a limit but memory's. */
const UNLIMITED = Number.MAX_SAFE_INTEGER;
/** The report in one of the formats. */
function render(report, format, { checks, style, folder }) {
    const rules = checks.flatMap((check) => [...Object.values(check.rules), ...pipelineRules(check.id)]);
    const formats = {
        text: () => textOf(report, style),
        json: () => jsonOf(report),
        sarif: () => sarifOf(report, rules, folder),
        markdown: () => markdownOf(report, UNLIMITED),
    };
    return formats[format]();
}

// EXTERNAL MODULE: ./build/src/core/options.js
var core_options = __nccwpck_require__(9679);
;// CONCATENATED MODULE: ./node_modules/js-yaml/dist/js-yaml.mjs
/*! js-yaml 5.5.0 https://github.com/nodeca/js-yaml @license MIT */
//#region src/tag.ts
/**
* Returned by a scalar resolver when the source does not match its tag.
*
* @category Tags
*/
var NOT_RESOLVED = Symbol("NOT_RESOLVED");
/**
* Create a normalized scalar tag definition.
*
* @category Tags
*/
function defineScalarTag(tagName, options) {
	return {
		tagName,
		nodeKind: "scalar",
		implicit: options.implicit ?? false,
		matchByTagPrefix: options.matchByTagPrefix ?? false,
		implicitFirstChars: options.implicitFirstChars ?? null,
		resolve: options.resolve,
		identify: options.identify,
		represent: options.represent ?? ((data) => String(data)),
		representTagName: options.representTagName ?? (() => tagName)
	};
}
/**
* Create a normalized sequence tag definition.
*
* @category Tags
*/
function defineSequenceTag(tagName, options) {
	const carrierIsResult = options.finalize === void 0;
	return {
		tagName,
		nodeKind: "sequence",
		implicit: false,
		matchByTagPrefix: options.matchByTagPrefix ?? false,
		create: options.create,
		addItem: options.addItem,
		finalize: options.finalize ?? ((carrier) => carrier),
		carrierIsResult,
		identify: options.identify,
		represent: options.represent ?? ((data) => data),
		representTagName: options.representTagName ?? (() => tagName)
	};
}
/**
* Create a normalized mapping tag definition.
*
* @category Tags
*/
function defineMappingTag(tagName, options) {
	const carrierIsResult = options.finalize === void 0;
	return {
		tagName,
		nodeKind: "mapping",
		implicit: false,
		matchByTagPrefix: options.matchByTagPrefix ?? false,
		create: options.create,
		addPair: options.addPair,
		has: options.has,
		keys: options.keys,
		get: options.get,
		finalize: options.finalize ?? ((carrier) => carrier),
		carrierIsResult,
		identify: options.identify,
		represent: options.represent ?? ((data) => data),
		representTagName: options.representTagName ?? (() => tagName)
	};
}
//#endregion
//#region src/tag/scalar/str.ts
/** @category Tags */
var strTag = defineScalarTag("tag:yaml.org,2002:str", {
	resolve: (source) => source,
	identify: (data) => typeof data === "string"
});
//#endregion
//#region src/tag/scalar/null_core.ts
var NULL_VALUES$1 = [
	"",
	"~",
	"null",
	"Null",
	"NULL"
];
/** @category Tags */
var nullCoreTag = defineScalarTag("tag:yaml.org,2002:null", {
	implicit: true,
	implicitFirstChars: [
		"",
		"~",
		"n",
		"N"
	],
	resolve: (source) => {
		if (NULL_VALUES$1.indexOf(source) !== -1) return null;
		return NOT_RESOLVED;
	},
	identify: (object) => object === null,
	represent: () => "null"
});
//#endregion
//#region src/tag/scalar/null_json.ts
/** @category Tags */
var nullJsonTag = defineScalarTag("tag:yaml.org,2002:null", {
	implicit: true,
	implicitFirstChars: ["n"],
	resolve: (source, isExplicit) => {
		if (source === "null" || isExplicit && source === "") return null;
		return NOT_RESOLVED;
	},
	identify: (object) => object === null,
	represent: () => "null"
});
//#endregion
//#region src/tag/scalar/null_yaml11.ts
var NULL_VALUES = [
	"",
	"~",
	"null",
	"Null",
	"NULL"
];
/** @category Tags */
var nullYaml11Tag = defineScalarTag("tag:yaml.org,2002:null", {
	implicit: true,
	implicitFirstChars: [
		"",
		"~",
		"n",
		"N"
	],
	resolve: (source) => {
		if (NULL_VALUES.indexOf(source) !== -1) return null;
		return NOT_RESOLVED;
	},
	identify: (object) => object === null,
	represent: () => "null"
});
//#endregion
//#region src/tag/scalar/bool_core.ts
var TRUE_VALUES$2 = [
	"true",
	"True",
	"TRUE"
];
var FALSE_VALUES$2 = [
	"false",
	"False",
	"FALSE"
];
/** @category Tags */
var boolCoreTag = defineScalarTag("tag:yaml.org,2002:bool", {
	implicit: true,
	implicitFirstChars: [
		"t",
		"T",
		"f",
		"F"
	],
	resolve: (source) => {
		if (TRUE_VALUES$2.indexOf(source) !== -1) return true;
		if (FALSE_VALUES$2.indexOf(source) !== -1) return false;
		return NOT_RESOLVED;
	},
	identify: (object) => Object.prototype.toString.call(object) === "[object Boolean]",
	represent: (object) => object ? "true" : "false"
});
//#endregion
//#region src/tag/scalar/bool_json.ts
var TRUE_VALUES$1 = ["true"];
var FALSE_VALUES$1 = ["false"];
/** @category Tags */
var boolJsonTag = defineScalarTag("tag:yaml.org,2002:bool", {
	implicit: true,
	implicitFirstChars: ["t", "f"],
	resolve: (source) => {
		if (TRUE_VALUES$1.indexOf(source) !== -1) return true;
		if (FALSE_VALUES$1.indexOf(source) !== -1) return false;
		return NOT_RESOLVED;
	},
	identify: (object) => Object.prototype.toString.call(object) === "[object Boolean]",
	represent: (object) => object ? "true" : "false"
});
//#endregion
//#region src/tag/scalar/bool_yaml11.ts
var TRUE_VALUES = [
	"true",
	"True",
	"TRUE",
	"y",
	"Y",
	"yes",
	"Yes",
	"YES",
	"on",
	"On",
	"ON"
];
var FALSE_VALUES = [
	"false",
	"False",
	"FALSE",
	"n",
	"N",
	"no",
	"No",
	"NO",
	"off",
	"Off",
	"OFF"
];
/** @category Tags */
var boolYaml11Tag = defineScalarTag("tag:yaml.org,2002:bool", {
	implicit: true,
	implicitFirstChars: [
		"y",
		"Y",
		"n",
		"N",
		"t",
		"T",
		"f",
		"F",
		"o",
		"O"
	],
	resolve: (source) => {
		if (TRUE_VALUES.indexOf(source) !== -1) return true;
		if (FALSE_VALUES.indexOf(source) !== -1) return false;
		return NOT_RESOLVED;
	},
	identify: (object) => Object.prototype.toString.call(object) === "[object Boolean]",
	represent: (object) => object ? "true" : "false"
});
//#endregion
//#region src/tag/scalar/int_core.ts
var YAML_INTEGER_IMPLICIT_PATTERN$1 = /* @__PURE__ */ new RegExp("^(?:0o[0-7]+|0x[0-9a-fA-F]+|[-+]?[0-9]+)$");
var YAML_INTEGER_EXPLICIT_PATTERN$1 = /* @__PURE__ */ new RegExp("^(?:[-+]?0b[0-1]+|[-+]?0o[0-7]+|[-+]?0x[0-9a-fA-F]+|[-+]?[0-9]+)$");
function parseYamlInteger$2(source) {
	let value = source;
	let sign = 1;
	if (value[0] === "-" || value[0] === "+") {
		if (value[0] === "-") sign = -1;
		value = value.slice(1);
	}
	if (value.startsWith("0b")) return sign * parseInt(value.slice(2), 2);
	if (value.startsWith("0o")) return sign * parseInt(value.slice(2), 8);
	if (value.startsWith("0x")) return sign * parseInt(value.slice(2), 16);
	return sign * parseInt(value, 10);
}
function resolveYamlInteger$2(source, isExplicit) {
	if (isExplicit) {
		if (!YAML_INTEGER_EXPLICIT_PATTERN$1.test(source)) return NOT_RESOLVED;
	} else if (!YAML_INTEGER_IMPLICIT_PATTERN$1.test(source)) return NOT_RESOLVED;
	const result = parseYamlInteger$2(source);
	return Number.isFinite(result) ? result : NOT_RESOLVED;
}
/** @category Tags */
var intCoreTag = defineScalarTag("tag:yaml.org,2002:int", {
	implicit: true,
	implicitFirstChars: [
		"-",
		"+",
		..."0123456789"
	],
	resolve: resolveYamlInteger$2,
	identify: (object) => Number.isInteger(object) && !Object.is(object, -0) && object.toString(10).indexOf("e") < 0,
	represent: (object) => object.toString(10)
});
//#endregion
//#region src/tag/scalar/int_json.ts
var YAML_INTEGER_IMPLICIT_PATTERN = /* @__PURE__ */ new RegExp("^-?(?:0|[1-9][0-9]*)$");
var YAML_INTEGER_EXPLICIT_PATTERN = /* @__PURE__ */ new RegExp("^(?:[-+]?0b[0-1]+|[-+]?0o[0-7]+|[-+]?0x[0-9a-fA-F]+|[-+]?[0-9]+)$");
function parseYamlInteger$1(source) {
	let value = source;
	let sign = 1;
	if (value[0] === "-" || value[0] === "+") {
		if (value[0] === "-") sign = -1;
		value = value.slice(1);
	}
	if (value.startsWith("0b")) return sign * parseInt(value.slice(2), 2);
	if (value.startsWith("0o")) return sign * parseInt(value.slice(2), 8);
	if (value.startsWith("0x")) return sign * parseInt(value.slice(2), 16);
	return sign * parseInt(value, 10);
}
function resolveYamlInteger$1(source, isExplicit) {
	if (isExplicit) {
		if (!YAML_INTEGER_EXPLICIT_PATTERN.test(source)) return NOT_RESOLVED;
	} else if (!YAML_INTEGER_IMPLICIT_PATTERN.test(source)) return NOT_RESOLVED;
	const result = parseYamlInteger$1(source);
	return Number.isFinite(result) ? result : NOT_RESOLVED;
}
/** @category Tags */
var intJsonTag = defineScalarTag("tag:yaml.org,2002:int", {
	implicit: true,
	implicitFirstChars: ["-", ..."0123456789"],
	resolve: resolveYamlInteger$1,
	identify: (object) => Number.isInteger(object) && !Object.is(object, -0) && object.toString(10).indexOf("e") < 0,
	represent: (object) => object.toString(10)
});
//#endregion
//#region src/tag/scalar/int_yaml11.ts
var YAML_INTEGER_PATTERN = /* @__PURE__ */ new RegExp("^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?0x[0-9a-fA-F_]+|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+|[-+]?(?:0|[1-9][0-9_]*))$");
function parseYamlInteger(source) {
	let value = source.replace(/_/g, "");
	let sign = 1;
	if (value[0] === "-" || value[0] === "+") {
		if (value[0] === "-") sign = -1;
		value = value.slice(1);
	}
	if (value.startsWith("0b")) return sign * parseInt(value.slice(2), 2);
	if (value.startsWith("0x")) return sign * parseInt(value.slice(2), 16);
	if (value.includes(":")) {
		let result = 0;
		for (const part of value.split(":")) result = result * 60 + Number(part);
		return sign * result;
	}
	if (value !== "0" && value[0] === "0") return sign * parseInt(value, 8);
	return sign * parseInt(value, 10);
}
function resolveYamlInteger(source) {
	if (!YAML_INTEGER_PATTERN.test(source)) return NOT_RESOLVED;
	const result = parseYamlInteger(source);
	return Number.isFinite(result) ? result : NOT_RESOLVED;
}
/** @category Tags */
var intYaml11Tag = defineScalarTag("tag:yaml.org,2002:int", {
	implicit: true,
	implicitFirstChars: [
		"-",
		"+",
		..."0123456789"
	],
	resolve: resolveYamlInteger,
	identify: (object) => Number.isInteger(object) && !Object.is(object, -0) && object.toString(10).indexOf("e") < 0,
	represent: (object) => object.toString(10)
});
//#endregion
//#region src/tag/scalar/float_core.ts
var YAML_FLOAT_PATTERN$1 = /* @__PURE__ */ new RegExp("^(?:[-+]?[0-9]+(?:\\.[0-9]*)?(?:[eE][-+]?[0-9]+)?|[-+]?\\.[0-9]+(?:[eE][-+]?[0-9]+)?|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN))$");
var YAML_FLOAT_SPECIAL_PATTERN$1 = /* @__PURE__ */ new RegExp("^(?:[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN))$");
function resolveYamlFloat$2(source) {
	if (!YAML_FLOAT_PATTERN$1.test(source)) return NOT_RESOLVED;
	let value = source.toLowerCase();
	const sign = value[0] === "-" ? -1 : 1;
	if ("+-".includes(value[0])) value = value.slice(1);
	if (value === ".inf") return sign === 1 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
	if (value === ".nan") return NaN;
	const result = sign * parseFloat(value);
	if (Number.isFinite(result) || YAML_FLOAT_SPECIAL_PATTERN$1.test(source)) return result;
	return NOT_RESOLVED;
}
function representYamlFloat$2(object) {
	if (isNaN(object)) return ".nan";
	if (object === Number.POSITIVE_INFINITY) return ".inf";
	if (object === Number.NEGATIVE_INFINITY) return "-.inf";
	if (Object.is(object, -0)) return "-0.0";
	const result = object.toString(10);
	return /^[-+]?[0-9]+e/.test(result) ? result.replace("e", ".e") : result;
}
/** @category Tags */
var floatCoreTag = defineScalarTag("tag:yaml.org,2002:float", {
	implicit: true,
	implicitFirstChars: [
		"-",
		"+",
		".",
		..."0123456789"
	],
	resolve: resolveYamlFloat$2,
	identify: (object) => typeof object === "number" && (!Number.isInteger(object) || Object.is(object, -0) || object.toString(10).indexOf("e") >= 0),
	represent: representYamlFloat$2
});
//#endregion
//#region src/tag/scalar/float_json.ts
var YAML_FLOAT_IMPLICIT_PATTERN = /* @__PURE__ */ new RegExp("^-?(?:0|[1-9][0-9]*)(?:\\.[0-9]*)?(?:[eE][-+]?[0-9]+)?$");
var YAML_FLOAT_EXPLICIT_PATTERN = /* @__PURE__ */ new RegExp("^(?:[-+]?[0-9]+(?:\\.[0-9]*)?(?:[eE][-+]?[0-9]+)?|[-+]?\\.[0-9]+(?:[eE][-+]?[0-9]+)?|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN))$");
function resolveYamlFloat$1(source, isExplicit) {
	if (isExplicit) {
		if (!YAML_FLOAT_EXPLICIT_PATTERN.test(source)) return NOT_RESOLVED;
		let value = source.toLowerCase();
		const sign = value[0] === "-" ? -1 : 1;
		if ("+-".includes(value[0])) value = value.slice(1);
		if (value === ".inf") return sign === 1 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
		if (value === ".nan") return NaN;
		const result = sign * parseFloat(value);
		return Number.isFinite(result) ? result : NOT_RESOLVED;
	}
	if (!YAML_FLOAT_IMPLICIT_PATTERN.test(source)) return NOT_RESOLVED;
	const result = Number(source);
	if (Number.isFinite(result)) return result;
	return NOT_RESOLVED;
}
function representYamlFloat$1(object) {
	if (isNaN(object)) return ".nan";
	if (object === Number.POSITIVE_INFINITY) return ".inf";
	if (object === Number.NEGATIVE_INFINITY) return "-.inf";
	if (Object.is(object, -0)) return "-0.0";
	const result = object.toString(10);
	return /^[-+]?[0-9]+e/.test(result) ? result.replace("e", ".e") : result;
}
/** @category Tags */
var floatJsonTag = defineScalarTag("tag:yaml.org,2002:float", {
	implicit: true,
	implicitFirstChars: ["-", ..."0123456789"],
	resolve: resolveYamlFloat$1,
	identify: (object) => typeof object === "number" && (!Number.isInteger(object) || Object.is(object, -0) || object.toString(10).indexOf("e") >= 0),
	represent: representYamlFloat$1
});
//#endregion
//#region src/tag/scalar/float_yaml11.ts
var YAML_FLOAT_PATTERN = /* @__PURE__ */ new RegExp("^(?:[-+]?(?:(?:[0-9][0-9_]*)?\\.[0-9_]*)(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\\.[0-9_]*|[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN))$");
var YAML_FLOAT_SPECIAL_PATTERN = /* @__PURE__ */ new RegExp("^(?:[-+]?\\.(?:inf|Inf|INF)|\\.(?:nan|NaN|NAN))$");
function resolveYamlFloat(source) {
	if (!YAML_FLOAT_PATTERN.test(source)) return NOT_RESOLVED;
	let value = source.toLowerCase().replace(/_/g, "");
	const sign = value[0] === "-" ? -1 : 1;
	if ("+-".includes(value[0])) value = value.slice(1);
	if (value === ".inf") return sign === 1 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
	if (value === ".nan") return NaN;
	let result = 0;
	if (value.includes(":")) {
		for (const part of value.split(":")) result = result * 60 + Number(part);
		result *= sign;
	} else result = sign * parseFloat(value);
	if (Number.isFinite(result) || YAML_FLOAT_SPECIAL_PATTERN.test(source)) return result;
	return NOT_RESOLVED;
}
function representYamlFloat(object) {
	if (isNaN(object)) return ".nan";
	if (object === Number.POSITIVE_INFINITY) return ".inf";
	if (object === Number.NEGATIVE_INFINITY) return "-.inf";
	if (Object.is(object, -0)) return "-0.0";
	const result = object.toString(10);
	return /^[-+]?[0-9]+e/.test(result) ? result.replace("e", ".e") : result;
}
/** @category Tags */
var floatYaml11Tag = defineScalarTag("tag:yaml.org,2002:float", {
	implicit: true,
	implicitFirstChars: [
		"-",
		"+",
		".",
		..."0123456789"
	],
	resolve: resolveYamlFloat,
	identify: (object) => typeof object === "number" && (!Number.isInteger(object) || Object.is(object, -0) || object.toString(10).indexOf("e") >= 0),
	represent: representYamlFloat
});
//#endregion
//#region src/tag/scalar/merge.ts
/**
* Enables merge keys in {@link CORE_SCHEMA} when added with
* {@link Schema.withTags}.
*
* @category Tags
*/
var mergeTag = defineScalarTag("tag:yaml.org,2002:merge", {
	implicit: true,
	implicitFirstChars: ["<"],
	resolve: (source, isExplicit) => {
		if (source === "<<" || isExplicit && source === "") return "<<";
		return NOT_RESOLVED;
	},
	identify: () => false
});
//#endregion
//#region src/tag/scalar/binary.ts
var BASE64_PATTERN = /^[A-Za-z0-9+/]*={0,2}$/;
function resolveYamlBinary(source) {
	const input = source.replace(/\s/g, "");
	if (input.length % 4 !== 0 || !BASE64_PATTERN.test(input)) return NOT_RESOLVED;
	const binary = atob(input);
	const result = new Uint8Array(binary.length);
	for (let index = 0; index < binary.length; index++) result[index] = binary.charCodeAt(index);
	return result;
}
function representYamlBinary(object) {
	let binary = "";
	for (let index = 0; index < object.length; index++) binary += String.fromCharCode(object[index]);
	return btoa(binary);
}
/**
* The `!!binary` tag, represented as a `Uint8Array`.
*
* @category Tags
*/
var binaryTag = defineScalarTag("tag:yaml.org,2002:binary", {
	resolve: resolveYamlBinary,
	identify: (object) => Object.prototype.toString.call(object) === "[object Uint8Array]",
	represent: representYamlBinary
});
//#endregion
//#region src/tag/scalar/timestamp.ts
var YAML_DATE_REGEXP = /* @__PURE__ */ new RegExp("^([0-9][0-9][0-9][0-9])-([0-9][0-9])-([0-9][0-9])$");
var YAML_TIMESTAMP_REGEXP = /* @__PURE__ */ new RegExp("^([0-9][0-9][0-9][0-9])-([0-9][0-9]?)-([0-9][0-9]?)(?:[Tt]|[ \\t]+)([0-9][0-9]?):([0-9][0-9]):([0-9][0-9])(?:\\.([0-9]*))?(?:[ \\t]*(Z|([-+])([0-9][0-9]?)(?::([0-9][0-9]))?))?$");
function makeUtcDate(year, month, day, hour = 0, minute = 0, second = 0, fraction = 0) {
	const date = new Date(Date.UTC(year, month, day, hour, minute, second, fraction));
	date.setUTCFullYear(year, month, day);
	return date;
}
function resolveYamlTimestamp(source) {
	let match = YAML_DATE_REGEXP.exec(source);
	if (match === null) match = YAML_TIMESTAMP_REGEXP.exec(source);
	if (match === null) return NOT_RESOLVED;
	const year = +match[1];
	const month = +match[2] - 1;
	const day = +match[3];
	if (!match[4]) {
		const date = makeUtcDate(year, month, day);
		if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month || date.getUTCDate() !== day) return NOT_RESOLVED;
		return date;
	}
	const hour = +match[4];
	const minute = +match[5];
	const second = +match[6];
	let fraction = 0;
	if (hour > 23 || minute > 59 || second > 59) return NOT_RESOLVED;
	if (match[7]) {
		let value = match[7].slice(0, 3);
		while (value.length < 3) value += "0";
		fraction = +value;
	}
	const date = makeUtcDate(year, month, day, hour, minute, second, fraction);
	if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month || date.getUTCDate() !== day) return NOT_RESOLVED;
	if (match[9]) {
		const offsetHour = +match[10];
		const offsetMinute = +(match[11] || 0);
		if (offsetHour > 23 || offsetMinute > 59) return NOT_RESOLVED;
		const offset = (offsetHour * 60 + offsetMinute) * 6e4;
		date.setTime(date.getTime() - (match[9] === "-" ? -offset : offset));
	}
	return date;
}
/**
* The YAML 1.1 `!!timestamp` tag, represented as a JavaScript `Date`.
*
* @category Tags
*/
var timestampTag = defineScalarTag("tag:yaml.org,2002:timestamp", {
	implicit: true,
	implicitFirstChars: [..."0123456789"],
	resolve: resolveYamlTimestamp,
	identify: (object) => object instanceof Date,
	represent: (object) => object.toISOString()
});
//#endregion
//#region src/tag/sequence/seq.ts
/** @category Tags */
var seqTag = defineSequenceTag("tag:yaml.org,2002:seq", {
	create: () => [],
	addItem: (container, item) => {
		container.push(item);
	},
	identify: Array.isArray
});
//#endregion
//#region src/common/object.ts
function isPlainObject(data) {
	if (data === null || typeof data !== "object" || Array.isArray(data)) return false;
	const prototype = Object.getPrototypeOf(data);
	return prototype === null || prototype === Object.prototype;
}
function pick(object, keys) {
	const result = {};
	for (const key of keys) if (object[key] !== void 0) result[key] = object[key];
	return result;
}
//#endregion
//#region src/tag/sequence/omap.ts
/**
* Provided only for YAML 1.1 compatibility and supported by the loader only.
* JavaScript has no dedicated class to represent this type, so it cannot be
* identified and dumped.
*
* ```yaml
* !!omap
*   - one: 1
*   - two: 2
* ```
*
* is loaded as
*
* ```javascript
* [
*   { one: 1 },
*   { two: 2 }
* ]
* ```
*
* @category Tags
*/
var omapTag = defineSequenceTag("tag:yaml.org,2002:omap", {
	create: () => ({
		list: [],
		seen: /* @__PURE__ */ new Set()
	}),
	addItem: (carrier, item) => {
		let key;
		if (item instanceof Map) {
			if (item.size !== 1) return "cannot resolve an ordered map item";
			key = item.keys().next().value;
		} else if (isPlainObject(item)) {
			const itemKeys = Object.keys(item);
			if (itemKeys.length !== 1) return "cannot resolve an ordered map item";
			key = itemKeys[0];
		} else return "cannot resolve an ordered map item";
		if (carrier.seen.has(key)) return "duplicate key in ordered map";
		carrier.seen.add(key);
		carrier.list.push(item);
		return "";
	},
	finalize: (carrier) => carrier.list,
	identify: () => false
});
//#endregion
//#region src/tag/sequence/pairs.ts
/**
* Provided only for YAML 1.1 compatibility and supported by the loader only.
* JavaScript has no dedicated class to represent this type, so it cannot be
* identified and dumped.
*
* ```yaml
* !!pairs
*   - one: 1
*   - two: 2
* ```
*
* is loaded as
*
* ```javascript
* [
*   ['one', 1],
*   ['two', 2]
* ]
* ```
*
* @category Tags
*/
var pairsTag = defineSequenceTag("tag:yaml.org,2002:pairs", {
	create: () => [],
	addItem: (container, item) => {
		if (item instanceof Map) {
			if (item.size !== 1) return "cannot resolve a pairs item";
			container.push(item.entries().next().value);
			return "";
		}
		if (Object.prototype.toString.call(item) !== "[object Object]") return "cannot resolve a pairs item";
		const object = item;
		const keys = Object.keys(object);
		if (keys.length !== 1) return "cannot resolve a pairs item";
		container.push([keys[0], object[keys[0]]]);
		return "";
	},
	identify: () => false
});
//#endregion
//#region src/tag/mapping/map.ts
/**
* This is the default mapping implementation. It uses `{}` objects and has only
* partial functionality due to language limitations. This choice was made
* because users expect to get JavaScript objects, and it was left unchanged to
* avoid too many breaking changes in the v5 release.
*
* Side effects:
*
* - `Object.hasOwn()` checks or `for...of` loops are required for safe use (to
*   avoid falling through to prototypes).
* - Only scalar string keys are supported properly.
* - Other scalar keys, such as `null` and numbers, are converted to strings.
*   This is historical behaviour, and it can cause side effects such as
*   problems with `!!merge`.
*
* Note that non-string scalar keys may be deprecated in future versions.
*
* Ideally, use {@link realMapTag} instead.
*
* @category Tags
*/
var mapTag = defineMappingTag("tag:yaml.org,2002:map", {
	create: () => ({}),
	identify: isPlainObject,
	represent: (o) => {
		const map = /* @__PURE__ */ new Map();
		for (const key of Object.keys(o)) map.set(key, o[key]);
		return map;
	},
	addPair: (container, key, value) => {
		if (key !== null && typeof key === "object") return "object-based map does not support complex keys";
		const normalizedKey = String(key);
		if (normalizedKey === "__proto__") Object.defineProperty(container, normalizedKey, {
			value,
			enumerable: true,
			configurable: true,
			writable: true
		});
		else container[normalizedKey] = value;
		return "";
	},
	has: (container, key) => {
		if (key !== null && typeof key === "object") return false;
		return Object.prototype.hasOwnProperty.call(container, String(key));
	},
	keys: (container) => Object.keys(container),
	get: (container, key) => {
		const normalizedKey = String(key);
		if (!Object.prototype.hasOwnProperty.call(container, normalizedKey)) return null;
		return container[normalizedKey];
	}
});
//#endregion
//#region src/tag/mapping/set.ts
/**
* The YAML 1.1 `!!set` tag, represented as a JavaScript `Set`.
*
* @category Tags
*/
var setTag = defineMappingTag("tag:yaml.org,2002:set", {
	create: () => /* @__PURE__ */ new Set(),
	identify: (data) => data instanceof Set,
	represent: (data) => {
		const map = /* @__PURE__ */ new Map();
		for (const key of data) map.set(key, null);
		return map;
	},
	addPair: (container, key, value) => {
		if (value !== null) return "cannot resolve a set item";
		container.add(key);
		return "";
	},
	has: (container, key) => container.has(key),
	keys: (container) => container.keys(),
	get: () => null
});
//#endregion
//#region src/schema.ts
function createTagDefinitionMap() {
	return {
		scalar: Object.create(null),
		sequence: Object.create(null),
		mapping: Object.create(null)
	};
}
function createTagDefinitionListMap() {
	return {
		scalar: [],
		sequence: [],
		mapping: []
	};
}
function compileTags(tags) {
	const result = [];
	for (const tag of tags) {
		let index = result.length;
		for (let previousIndex = 0; previousIndex < result.length; previousIndex++) {
			const previous = result[previousIndex];
			if (previous.nodeKind === tag.nodeKind && previous.tagName === tag.tagName && previous.matchByTagPrefix === tag.matchByTagPrefix) {
				index = previousIndex;
				break;
			}
		}
		result[index] = tag;
	}
	return result;
}
/**
* Controls tag resolution when loading and type selection when dumping.
*
* @category Schemas
*/
var Schema = class Schema {
	tags;
	/** @internal */
	implicitScalarTags;
	/**
	* Dispatch implicit scalar resolvers by `source.charAt(0)`. Each bucket holds
	* the resolvers that may match that key, in schema order; a key absent from
	* the map uses
	* {@link Schema.implicitScalarAnyFirstChar}
	* (resolvers that declared no first-char constraint, so they apply to any
	* first character).
	*/
	implicitScalarByFirstChar;
	implicitScalarAnyFirstChar;
	/**
	* The default scalar tag (`!!str`), resolved once so the composer's fallback
	* for unresolved plain scalars avoids a keyed lookup per scalar.
	*
	* @internal
	*/
	defaultScalarTag;
	/**
	* The default container tags (`!!seq` / `!!map`), used by the dumper: when a
	* value is identified by its default tag, the tag is implicit and not
	* printed. Undefined if the schema does not define them (then such values
	* can't be dumped).
	*
	* @internal
	*/
	defaultSequenceTag;
	/** @internal */
	defaultMappingTag;
	exact;
	prefix;
	constructor(tags) {
		const compiledTags = compileTags(tags);
		const implicitScalarTags = [];
		const exact = createTagDefinitionMap();
		const prefix = createTagDefinitionListMap();
		for (const tag of compiledTags) {
			if (tag.nodeKind === "scalar" && tag.implicit) {
				if (tag.matchByTagPrefix) throw new Error("Implicit scalar tags cannot match by tag prefix");
				implicitScalarTags.push(tag);
			}
			switch (tag.nodeKind) {
				case "scalar":
					if (tag.matchByTagPrefix) prefix.scalar.push(tag);
					else exact.scalar[tag.tagName] = tag;
					break;
				case "sequence":
					if (tag.matchByTagPrefix) prefix.sequence.push(tag);
					else exact.sequence[tag.tagName] = tag;
					break;
				case "mapping": if (tag.matchByTagPrefix) prefix.mapping.push(tag);
				else exact.mapping[tag.tagName] = tag;
			}
		}
		const implicitScalarAnyFirstChar = implicitScalarTags.filter((tag) => tag.implicitFirstChars === null);
		const keys = /* @__PURE__ */ new Set();
		for (const tag of implicitScalarTags) if (tag.implicitFirstChars !== null) for (const key of tag.implicitFirstChars) keys.add(key);
		const implicitScalarByFirstChar = /* @__PURE__ */ new Map();
		for (const key of keys) implicitScalarByFirstChar.set(key, implicitScalarTags.filter((tag) => tag.implicitFirstChars === null || tag.implicitFirstChars.indexOf(key) !== -1));
		const defaultScalarTag = exact.scalar["tag:yaml.org,2002:str"];
		if (!defaultScalarTag) throw new Error("schema does not define the default scalar tag (tag:yaml.org,2002:str)");
		this.tags = compiledTags;
		this.implicitScalarTags = implicitScalarTags;
		this.implicitScalarByFirstChar = implicitScalarByFirstChar;
		this.implicitScalarAnyFirstChar = implicitScalarAnyFirstChar;
		this.defaultScalarTag = defaultScalarTag;
		this.defaultSequenceTag = exact.sequence["tag:yaml.org,2002:seq"];
		this.defaultMappingTag = exact.mapping["tag:yaml.org,2002:map"];
		this.exact = exact;
		this.prefix = prefix;
	}
	/** @internal */
	lookupScalarTag(tagName) {
		const exactTag = this.exact.scalar[tagName];
		if (exactTag) return exactTag;
		for (const tag of this.prefix.scalar) if (tagName.startsWith(tag.tagName)) return tag;
	}
	/** @internal */
	lookupSequenceTag(tagName) {
		const exactTag = this.exact.sequence[tagName];
		if (exactTag) return exactTag;
		for (const tag of this.prefix.sequence) if (tagName.startsWith(tag.tagName)) return tag;
	}
	/** @internal */
	lookupMappingTag(tagName) {
		const exactTag = this.exact.mapping[tagName];
		if (exactTag) return exactTag;
		for (const tag of this.prefix.mapping) if (tagName.startsWith(tag.tagName)) return tag;
	}
	/** @internal */
	resolveImplicitScalarTag(source) {
		const candidates = this.implicitScalarByFirstChar.get(source.charAt(0)) ?? this.implicitScalarAnyFirstChar;
		for (const tag of candidates) {
			const value = tag.resolve(source, false, tag.tagName);
			if (value !== NOT_RESOLVED) return {
				value,
				tag
			};
		}
		const tag = this.defaultScalarTag;
		return {
			value: tag.resolve(source, false, tag.tagName),
			tag
		};
	}
	/**
	* Creates a new schema with the specified tags added. If a tag already
	* exists, it is replaced by the specified tag.
	*
	* @example
	*
	* ```javascript
	* import { CORE_SCHEMA, mergeTag, realMapTag } from 'js-yaml'
	*
	* const schema = CORE_SCHEMA.withTags(mergeTag, realMapTag)
	* ```
	*/
	withTags(...tags) {
		let flatTags = [];
		for (const tag of tags) flatTags = flatTags.concat(tag);
		return new Schema([...this.tags, ...flatTags]);
	}
};
/**
* The YAML 1.2 Failsafe Schema: strings, sequences, and mappings.
*
* @category Schemas
*/
var FAILSAFE_SCHEMA = new Schema([
	strTag,
	seqTag,
	mapTag
]);
/**
* The YAML 1.2 JSON Schema. It uses JSON scalar forms while retaining YAML
* collection syntax.
*
* @category Schemas
*/
var JSON_SCHEMA = new Schema([
	...FAILSAFE_SCHEMA.tags,
	nullJsonTag,
	boolJsonTag,
	intJsonTag,
	floatJsonTag
]);
/**
* The default schema for the loaders. Note, {@link CORE_SCHEMA} comes
* without the `!!merge` tag. You can easily enable it if needed.
*
* @example
* Enable {@link mergeTag}:
*
* ```javascript
* import { load, CORE_SCHEMA, mergeTag } from 'js-yaml'
*
* try {
*   load(data, { schema: CORE_SCHEMA.withTags(mergeTag) })
* } catch (e) {
*   console.error(e)
* }
* ```
*
* @category Schemas
*/
var CORE_SCHEMA = new Schema([
	...FAILSAFE_SCHEMA.tags,
	nullCoreTag,
	boolCoreTag,
	intCoreTag,
	floatCoreTag
]);
/**
* YAML 1.1-compatible schema.
*
* @category Schemas
*/
var YAML11_SCHEMA = new Schema([
	...FAILSAFE_SCHEMA.tags,
	nullYaml11Tag,
	boolYaml11Tag,
	intYaml11Tag,
	floatYaml11Tag,
	timestampTag,
	mergeTag,
	binaryTag,
	omapTag,
	pairsTag,
	setTag
]);
/**
* The dumper schema for maximum compatibility. It combines all supported type
* variants from YAML 1.1 and YAML 1.2 so strings matching any of them are
* quoted. This makes the generated YAML more compatible with other parsers.
*
* The schema is based on YAML 1.1, but extends `!!int` and `!!float` to accept
* both YAML 1.1 and Core Schema forms, since Core Schema supports some forms
* that YAML 1.1 does not.
*
* @category Schemas
*/
var DUMP_SCHEMA = YAML11_SCHEMA.withTags({
	...intYaml11Tag,
	resolve: (source, isExplicit, tagName) => {
		const result = intYaml11Tag.resolve(source, isExplicit, tagName);
		return result === NOT_RESOLVED ? intCoreTag.resolve(source, isExplicit, tagName) : result;
	}
}, {
	...floatYaml11Tag,
	resolve: (source, isExplicit, tagName) => {
		const result = floatYaml11Tag.resolve(source, isExplicit, tagName);
		return result === NOT_RESOLVED ? floatCoreTag.resolve(source, isExplicit, tagName) : result;
	}
});
//#endregion
//#region src/tag/mapping/real_map.ts
/**
* Recommended when non-string keys are actually needed. It uses native
* JavaScript `Map` objects, so keys keep their constructed types instead of
* being converted to strings.
*
* It is not the default to avoid widespread breaking changes in existing
* projects. `Map` has a different access API and does not pass deep equality
* checks against `{}`-based fixtures. Alongside the other changes in v5,
* making it the default was considered too disruptive.
*
* If these differences are acceptable for your project, we recommend using
* {@link realMapTag} to guarantee the absence of problems and side effects.
*
* @example
* Enable {@link realMapTag}:
*
* ```javascript
* import { load, CORE_SCHEMA, realMapTag } from 'js-yaml'
*
* try {
*   load(data, { schema: CORE_SCHEMA.withTags(realMapTag) })
* } catch (e) {
*   console.error(e)
* }
* ```
*
* @category Tags
*/
var realMapTag = defineMappingTag("tag:yaml.org,2002:map", {
	create: () => /* @__PURE__ */ new Map(),
	addPair: (container, key, value) => {
		container.set(key, value);
		return "";
	},
	has: (container, key) => container.has(key),
	keys: (container) => container.keys(),
	get: (container, key) => container.get(key),
	identify: (data) => data instanceof Map || isPlainObject(data),
	represent: (data) => {
		if (data instanceof Map) return data;
		const map = /* @__PURE__ */ new Map();
		const obj = data;
		for (const key of Object.keys(obj)) map.set(key, obj[key]);
		return map;
	}
});
//#endregion
//#region src/tag/mapping/legacy_map.ts
function normalizeKey(key) {
	if (Array.isArray(key)) {
		const array = Array.prototype.slice.call(key);
		for (let index = 0; index < array.length; index++) {
			if (Array.isArray(array[index])) return null;
			if (typeof array[index] === "object" && Object.prototype.toString.call(array[index]) === "[object Object]") array[index] = "[object Object]";
		}
		return String(array);
	}
	if (typeof key === "object" && Object.prototype.toString.call(key) === "[object Object]") return "[object Object]";
	return String(key);
}
/**
* This implementation exists solely to reproduce v4 behavior exactly. Its use
* is strongly discouraged. If complex or non-string keys are needed, use
* {@link realMapTag} instead.
*
* @category Tags
*/
var legacyMapTag = defineMappingTag("tag:yaml.org,2002:map", {
	create: () => ({}),
	identify: isPlainObject,
	represent: (o) => {
		const map = /* @__PURE__ */ new Map();
		for (const key of Object.keys(o)) map.set(key, o[key]);
		return map;
	},
	addPair: (container, key, value) => {
		const normalizedKey = normalizeKey(key);
		if (normalizedKey === null) return "nested arrays are not supported inside keys";
		if (normalizedKey === "__proto__") Object.defineProperty(container, normalizedKey, {
			value,
			enumerable: true,
			configurable: true,
			writable: true
		});
		else container[normalizedKey] = value;
		return "";
	},
	has: (container, key) => {
		const normalizedKey = normalizeKey(key);
		return normalizedKey !== null && Object.prototype.hasOwnProperty.call(container, normalizedKey);
	},
	keys: (container) => Object.keys(container),
	get: (container, key) => {
		const normalizedKey = String(key);
		if (!Object.prototype.hasOwnProperty.call(container, normalizedKey)) return null;
		return container[normalizedKey];
	}
});
//#endregion
//#region src/common/snippet.ts
var DEFAULT_SNIPPET_OPTIONS = {
	maxLength: 79,
	indent: 1,
	linesBefore: 3,
	linesAfter: 2
};
function getLine(buffer, lineStart, lineEnd, position, maxLineLength) {
	let head = "";
	let tail = "";
	const maxHalfLength = Math.floor(maxLineLength / 2) - 1;
	if (position - lineStart > maxHalfLength) {
		head = " ... ";
		lineStart = position - maxHalfLength + head.length;
	}
	if (lineEnd - position > maxHalfLength) {
		tail = " ...";
		lineEnd = position + maxHalfLength - tail.length;
	}
	return {
		str: head + buffer.slice(lineStart, lineEnd).replace(/\t/g, "→") + tail,
		pos: position - lineStart + head.length
	};
}
function padStart(string, max) {
	return " ".repeat(Math.max(max - string.length, 0)) + string;
}
function makeSnippet(mark, options) {
	if (!mark.buffer) return null;
	const opts = {
		...DEFAULT_SNIPPET_OPTIONS,
		...options
	};
	const re = /\r?\n|\r|\0/g;
	const lineStarts = [0];
	const lineEnds = [];
	let match;
	let foundLineNo = -1;
	while (match = re.exec(mark.buffer)) {
		lineEnds.push(match.index);
		lineStarts.push(match.index + match[0].length);
		if (mark.position <= match.index && foundLineNo < 0) foundLineNo = lineStarts.length - 2;
	}
	if (foundLineNo < 0) foundLineNo = lineStarts.length - 1;
	let result = "";
	const lineNoLength = Math.min(mark.line + opts.linesAfter, lineEnds.length).toString().length;
	const maxLineLength = opts.maxLength - (opts.indent + lineNoLength + 3);
	for (let i = 1; i <= opts.linesBefore; i++) {
		if (foundLineNo - i < 0) break;
		const line = getLine(mark.buffer, lineStarts[foundLineNo - i], lineEnds[foundLineNo - i], mark.position - (lineStarts[foundLineNo] - lineStarts[foundLineNo - i]), maxLineLength);
		result = `${" ".repeat(opts.indent)}${padStart((mark.line - i + 1).toString(), lineNoLength)} | ${line.str}\n${result}`;
	}
	const line = getLine(mark.buffer, lineStarts[foundLineNo], lineEnds[foundLineNo], mark.position, maxLineLength);
	result += `${" ".repeat(opts.indent)}${padStart((mark.line + 1).toString(), lineNoLength)} | ${line.str}\n`;
	result += `${"-".repeat(opts.indent + lineNoLength + 3 + line.pos)}^\n`;
	for (let i = 1; i <= opts.linesAfter; i++) {
		if (foundLineNo + i >= lineEnds.length) break;
		const line = getLine(mark.buffer, lineStarts[foundLineNo + i], lineEnds[foundLineNo + i], mark.position - (lineStarts[foundLineNo] - lineStarts[foundLineNo + i]), maxLineLength);
		result += `${" ".repeat(opts.indent)}${padStart((mark.line + i + 1).toString(), lineNoLength)} | ${line.str}\n`;
	}
	return result.replace(/\n$/, "");
}
//#endregion
//#region src/common/exception.ts
function formatError(exception, compact) {
	let where = "";
	if (!exception.mark) return exception.reason;
	if (exception.mark.name) where += `in "${exception.mark.name}" `;
	where += `(${exception.mark.line + 1}:${exception.mark.column + 1})`;
	if (!compact && exception.mark.snippet) where += `\n\n${exception.mark.snippet}`;
	return `${exception.reason} ${where}`;
}
/**
* A YAML error. Unlike an ordinary `Error`, it adds a source snippet showing
* the location of the problem to the error message, when available.
*
* @category Main
*/
var YAMLException = class YAMLException extends Error {
	reason;
	mark;
	/**
	* Optional `mark` contains source snippet data. Usually, use
	* {@link YAMLException.throwAt} instead of passing it directly.
	*/
	constructor(reason, mark) {
		super();
		this.name = "YAMLException";
		this.reason = reason;
		this.mark = mark;
		this.message = formatError(this, false);
		if (Error.captureStackTrace) Error.captureStackTrace(this, this.constructor);
	}
	/**
	* Returns the formatted error, omitting the source snippet in compact mode.
	*/
	toString(compact) {
		return `${this.name}: ${formatError(this, compact)}`;
	}
	/**
	* Builds a YAMLException with a source snippet and throws it. `source` is
	* the raw input text; `position` is an offset into it.
	*/
	static throwAt(source, position, message, filename = "") {
		let line = 0;
		let lineStart = 0;
		for (let index = 0; index < position; index++) {
			const ch = source.charCodeAt(index);
			if (ch === 10) {
				line++;
				lineStart = index + 1;
			} else if (ch === 13) {
				line++;
				if (source.charCodeAt(index + 1) === 10) index++;
				lineStart = index + 1;
			}
		}
		const mark = {
			name: filename,
			buffer: source,
			position,
			line,
			column: position - lineStart
		};
		mark.snippet = makeSnippet(mark);
		throw new YAMLException(message, mark);
	}
};
//#endregion
//#region src/parser/events.ts
/** @category Events */
var EVENT_ID = {
	DOCUMENT: 1,
	SEQUENCE: 2,
	MAPPING: 3,
	SCALAR: 4,
	ALIAS: 5,
	POP: 6
};
/** @category Nodes */
var SCALAR_STYLE = {
	PLAIN: 1,
	SINGLE_QUOTED: 2,
	DOUBLE_QUOTED: 3,
	LITERAL_BLOCK: 4,
	FOLDED_BLOCK: 5
};
/** @category Nodes */
var COLLECTION_STYLE = {
	BLOCK: 1,
	FLOW: 2
};
/** @category Nodes */
var CHOMPING_MODE = {
	CLIP: 1,
	STRIP: 2,
	KEEP: 3
};
//#endregion
//#region src/parser/parser_scalar.ts
var NO_RANGE$3 = -1;
function simpleEscapeSequence(c) {
	switch (c) {
		case 48: return "\0";
		case 97: return "\x07";
		case 98: return "\b";
		case 116: return "	";
		case 9: return "	";
		case 110: return "\n";
		case 118: return "\v";
		case 102: return "\f";
		case 114: return "\r";
		case 101: return "\x1B";
		case 32: return " ";
		case 34: return "\"";
		case 47: return "/";
		case 92: return "\\";
		case 78: return "";
		case 95: return "\xA0";
		case 76: return "\u2028";
		case 80: return "\u2029";
		default: return "";
	}
}
var simpleEscapeCheck = new Array(256);
var simpleEscapeMap = new Array(256);
for (let i = 0; i < 256; i++) {
	simpleEscapeCheck[i] = simpleEscapeSequence(i) ? 1 : 0;
	simpleEscapeMap[i] = simpleEscapeSequence(i);
}
function charFromCodepoint(c) {
	if (c <= 65535) return String.fromCharCode(c);
	return String.fromCharCode((c - 65536 >> 10) + 55296, (c - 65536 & 1023) + 56320);
}
function fromHexCode$1(c) {
	if (c >= 48 && c <= 57) return c - 48;
	return (c | 32) - 97 + 10;
}
function escapedHexLen$1(c) {
	if (c === 120) return 2;
	if (c === 117) return 4;
	return 8;
}
function skipFoldedBreaks(input, position, end) {
	let breaks = 0;
	while (position < end) {
		const ch = input.charCodeAt(position);
		if (ch === 10) {
			breaks++;
			position++;
		} else if (ch === 13) {
			breaks++;
			position++;
			if (input.charCodeAt(position) === 10) position++;
		} else if (ch === 32 || ch === 9) position++;
		else break;
	}
	return {
		position,
		breaks
	};
}
function foldedBreaks(count) {
	if (count === 1) return " ";
	return "\n".repeat(count - 1);
}
function getPlainValue(input, start, end) {
	let result = "";
	let position = start;
	let captureStart = start;
	let captureEnd = start;
	while (position < end) {
		const ch = input.charCodeAt(position);
		if (ch === 10 || ch === 13) {
			result += input.slice(captureStart, captureEnd);
			const fold = skipFoldedBreaks(input, position, end);
			result += foldedBreaks(fold.breaks);
			position = captureStart = captureEnd = fold.position;
		} else {
			position++;
			if (ch !== 32 && ch !== 9) captureEnd = position;
		}
	}
	return result + input.slice(captureStart, captureEnd);
}
function getSingleQuotedValue(input, start, end) {
	let result = "";
	let position = start;
	let captureStart = start;
	let captureEnd = start;
	while (position < end) {
		const ch = input.charCodeAt(position);
		if (ch === 39) {
			result += input.slice(captureStart, position) + "'";
			position += 2;
			captureStart = captureEnd = position;
		} else if (ch === 10 || ch === 13) {
			result += input.slice(captureStart, captureEnd);
			const fold = skipFoldedBreaks(input, position, end);
			result += foldedBreaks(fold.breaks);
			position = captureStart = captureEnd = fold.position;
		} else {
			position++;
			if (ch !== 32 && ch !== 9) captureEnd = position;
		}
	}
	return result + input.slice(captureStart, end);
}
function getDoubleQuotedValue(input, start, end) {
	let result = "";
	let position = start;
	let captureStart = start;
	let captureEnd = start;
	while (position < end) {
		const ch = input.charCodeAt(position);
		if (ch === 92) {
			result += input.slice(captureStart, position);
			position++;
			const escaped = input.charCodeAt(position);
			if (escaped === 10 || escaped === 13) position = skipFoldedBreaks(input, position, end).position;
			else if (escaped < 256 && simpleEscapeCheck[escaped]) {
				result += simpleEscapeMap[escaped];
				position++;
			} else {
				let hexLength = escapedHexLen$1(escaped);
				let hexResult = 0;
				for (; hexLength > 0; hexLength--) {
					position++;
					const digit = fromHexCode$1(input.charCodeAt(position));
					hexResult = (hexResult << 4) + digit;
				}
				result += charFromCodepoint(hexResult);
				position++;
			}
			captureStart = captureEnd = position;
		} else if (ch === 10 || ch === 13) {
			result += input.slice(captureStart, captureEnd);
			const fold = skipFoldedBreaks(input, position, end);
			result += foldedBreaks(fold.breaks);
			position = captureStart = captureEnd = fold.position;
		} else {
			position++;
			if (ch !== 32 && ch !== 9) captureEnd = position;
		}
	}
	return result + input.slice(captureStart, end);
}
function getBlockValue(input, start, end, indent, chomping, folded) {
	const textIndent = indent < 0 ? 0 : indent;
	const region = input.slice(start, end).replace(/\r\n?/g, "\n");
	const lines = region === "" ? [] : (region.endsWith("\n") ? region.slice(0, -1) : region).split("\n");
	let result = "";
	let didReadContent = false;
	let emptyLines = 0;
	let atMoreIndented = false;
	for (const line of lines) {
		let column = 0;
		while (column < textIndent && line.charCodeAt(column) === 32) column++;
		if (indent < 0 || column >= line.length) {
			emptyLines++;
			continue;
		}
		const content = line.slice(textIndent);
		const first = content.charCodeAt(0);
		if (folded) {
			if (first === 32 || first === 9) {
				atMoreIndented = true;
				result += "\n".repeat(didReadContent ? 1 + emptyLines : emptyLines);
			} else if (atMoreIndented) {
				atMoreIndented = false;
				result += "\n".repeat(emptyLines + 1);
			} else if (emptyLines === 0) {
				if (didReadContent) result += " ";
			} else result += "\n".repeat(emptyLines);
		} else result += "\n".repeat(didReadContent ? 1 + emptyLines : emptyLines);
		result += content;
		didReadContent = true;
		emptyLines = 0;
	}
	if (chomping === CHOMPING_MODE.KEEP) result += "\n".repeat(didReadContent ? 1 + emptyLines : emptyLines);
	else if (chomping !== CHOMPING_MODE.STRIP) {
		if (didReadContent) result += "\n";
	}
	return result;
}
/**
* Decodes the scalar referenced by event offsets in `input`.
*
* @category Events
*/
function getScalarValue(input, scalar) {
	if (scalar.valueStart === NO_RANGE$3) return "";
	const { valueStart, valueEnd } = scalar;
	if (scalar.fast) return input.slice(valueStart, valueEnd);
	switch (scalar.style) {
		case SCALAR_STYLE.SINGLE_QUOTED: return getSingleQuotedValue(input, valueStart, valueEnd);
		case SCALAR_STYLE.DOUBLE_QUOTED: return getDoubleQuotedValue(input, valueStart, valueEnd);
		case SCALAR_STYLE.LITERAL_BLOCK: return getBlockValue(input, valueStart, valueEnd, scalar.indent, scalar.chomping, false);
		case SCALAR_STYLE.FOLDED_BLOCK: return getBlockValue(input, valueStart, valueEnd, scalar.indent, scalar.chomping, true);
		default: return getPlainValue(input, valueStart, valueEnd);
	}
}
//#endregion
//#region src/common/tagname.ts
var DEFAULT_TAG_HANDLERS = Object.assign(Object.create(null), {
	"!": "!",
	"!!": "tag:yaml.org,2002:"
});
var TAG_SUFFIX_CHARS = "-#;/?:@&=+$_.~*'()";
var TAG_URI_CHARS = TAG_SUFFIX_CHARS + "!,[]";
var HEX = "0123456789ABCDEF";
function percentByte(byte) {
	return "%" + HEX[byte >> 4] + HEX[byte & 15];
}
function tagPercentEncode(source, isSuffix) {
	const allowed = isSuffix ? TAG_SUFFIX_CHARS : TAG_URI_CHARS;
	let result = "";
	for (let index = 0; index < source.length; index++) {
		let ch = source.charCodeAt(index);
		if (ch >= 48 && ch <= 57 || ch >= 65 && ch <= 90 || ch >= 97 && ch <= 122 || allowed.includes(source[index])) {
			result += source[index];
			continue;
		}
		if (ch >= 55296 && ch <= 56319) ch = 65536 + ((ch & 1023) << 10) + (source.charCodeAt(++index) & 1023);
		if (ch < 128) result += percentByte(ch);
		else if (ch < 2048) result += percentByte(192 | ch >> 6) + percentByte(128 | ch & 63);
		else if (ch < 65536) result += percentByte(224 | ch >> 12) + percentByte(128 | ch >> 6 & 63) + percentByte(128 | ch & 63);
		else result += percentByte(240 | ch >> 18) + percentByte(128 | ch >> 12 & 63) + percentByte(128 | ch >> 6 & 63) + percentByte(128 | ch & 63);
	}
	return result;
}
function tagPercentDecode(source) {
	let result = "";
	let index = 0;
	while (index < source.length) {
		if (source.charCodeAt(index) !== 37) {
			result += source[index++];
			continue;
		}
		let ch = parseInt(source.slice(index + 1, index + 3), 16);
		index += 3;
		if (ch >= 192) {
			let remaining = ch < 224 ? 1 : ch < 240 ? 2 : 3;
			ch &= (1 << 6 - remaining) - 1;
			while (remaining-- > 0) {
				ch = ch << 6 | parseInt(source.slice(index + 1, index + 3), 16) & 63;
				index += 3;
			}
		}
		if (ch < 65536) result += String.fromCharCode(ch);
		else {
			ch -= 65536;
			result += String.fromCharCode(55296 | ch >> 10, 56320 | ch & 1023);
		}
	}
	return result;
}
function tagNameFull(rawTag, tagHandlers) {
	if (rawTag.startsWith("!<") && rawTag.endsWith(">")) return tagPercentDecode(rawTag.slice(2, -1));
	const handleEnd = rawTag.indexOf("!", 1);
	const handle = handleEnd === -1 ? "!" : rawTag.slice(0, handleEnd + 1);
	return tagPercentDecode(tagHandlers?.[handle] ?? DEFAULT_TAG_HANDLERS[handle] ?? handle) + tagPercentDecode(rawTag.slice(handle.length));
}
function tagNameShort(fullTag) {
	let tag = fullTag;
	if (tag.charCodeAt(0) === 33) {
		tag = tag.slice(1);
		return `!${tagPercentEncode(tag, true)}`;
	}
	if (tag.slice(0, 18) === "tag:yaml.org,2002:") return `!!${tagPercentEncode(tag.slice(18), true)}`;
	return `!<${tagPercentEncode(tag, false)}>`;
}
//#endregion
//#region src/parser/constructor.ts
var NO_RANGE$2 = -1;
var MERGE_TAG_NAME = "tag:yaml.org,2002:merge";
var DEFAULT_CONSTRUCTOR_OPTIONS = {
	filename: "",
	schema: CORE_SCHEMA,
	json: false,
	maxTotalMergeKeys: 1e4,
	maxAliases: -1
};
function eventPosition$1(event) {
	if ("tagStart" in event && event.tagStart !== NO_RANGE$2) return event.tagStart;
	if ("anchorStart" in event && event.anchorStart !== NO_RANGE$2) return event.anchorStart;
	if ("valueStart" in event && event.valueStart !== NO_RANGE$2) return event.valueStart;
	if ("start" in event) return event.start;
	return 0;
}
function throwError$1(state, message) {
	YAMLException.throwAt(state.source, state.position, message, state.filename);
}
function finalizeCollection(state, position, tag, carrier) {
	try {
		return tag.finalize(carrier);
	} catch (error) {
		if (error instanceof YAMLException) throw error;
		YAMLException.throwAt(state.source, position, error instanceof Error ? error.message : String(error), state.filename);
	}
}
function constructScalar(state, event) {
	const source = getScalarValue(state.source, event);
	const rawTag = event.tagStart === NO_RANGE$2 ? "" : state.source.slice(event.tagStart, event.tagEnd);
	const strTag = state.schema.defaultScalarTag;
	if (rawTag !== "") {
		if (rawTag === "!") return {
			value: source,
			tag: strTag
		};
		const tagName = tagNameFull(rawTag, state.tagHandlers);
		const scalarTag = state.schema.lookupScalarTag(tagName);
		if (scalarTag) {
			const result = scalarTag.resolve(source, true, tagName);
			if (result === NOT_RESOLVED) throwError$1(state, `cannot resolve a node with !<${tagName}> explicit tag`);
			return {
				value: result,
				tag: scalarTag
			};
		}
		const collectionTagDef = state.schema.lookupMappingTag(tagName) ?? state.schema.lookupSequenceTag(tagName);
		if (collectionTagDef) {
			if (source !== "") throwError$1(state, `cannot resolve a node with !<${tagName}> explicit tag`);
			const carrier = collectionTagDef.create(tagName);
			return {
				value: collectionTagDef.carrierIsResult ? carrier : finalizeCollection(state, state.position, collectionTagDef, carrier),
				tag: collectionTagDef
			};
		}
		throwError$1(state, `unknown scalar tag !<${tagName}>`);
	}
	if (event.style === SCALAR_STYLE.PLAIN) return state.schema.resolveImplicitScalarTag(source);
	return {
		value: strTag.resolve(source, false, strTag.tagName),
		tag: strTag
	};
}
function collectionTagName(state, event, defaultTagName) {
	const rawTag = event.tagStart === NO_RANGE$2 ? "" : state.source.slice(event.tagStart, event.tagEnd);
	return rawTag === "" || rawTag === "!" ? defaultTagName : tagNameFull(rawTag, state.tagHandlers);
}
function isMappingTag(tag) {
	return tag.nodeKind === "mapping";
}
function chargeMergeWork(state) {
	state.totalMergeKeys++;
	if (state.maxTotalMergeKeys !== -1 && state.totalMergeKeys > state.maxTotalMergeKeys) throwError$1(state, `merge keys exceeded maxTotalMergeKeys (${state.maxTotalMergeKeys})`);
}
function mergeKeys(state, frame, source, sourceTag) {
	chargeMergeWork(state);
	for (const sourceKey of sourceTag.keys(source)) {
		chargeMergeWork(state);
		if (frame.tag.has(frame.value, sourceKey)) continue;
		const err = frame.tag.addPair(frame.value, sourceKey, sourceTag.get(source, sourceKey));
		if (err) throwError$1(state, err);
		frame.overridable ??= /* @__PURE__ */ new Set();
		frame.overridable.add(sourceKey);
	}
}
function mergeSource(state, frame, source, sourceTag) {
	state.position = frame.keyPosition;
	if (isMappingTag(sourceTag)) mergeKeys(state, frame, source, sourceTag);
	else if (sourceTag.nodeKind === "sequence" && Array.isArray(source)) {
		if (source.length > 100) throwError$1(state, "abnormal merge sequence size");
		for (const element of source) {
			const elementTag = state.nodeTags.get(element);
			if (!elementTag) throwError$1(state, "cannot merge mappings; the provided source object is unacceptable");
			mergeKeys(state, frame, element, elementTag);
		}
	} else throwError$1(state, "cannot merge mappings; the provided source object is unacceptable");
}
function addMappingValue(state, frame, key, value, tag) {
	state.position = frame.keyPosition;
	if (frame.keyIsMerge) {
		mergeSource(state, frame, value, tag);
		return;
	}
	if (!state.json && frame.tag.has(frame.value, key) && !frame.overridable?.has(key)) throwError$1(state, "duplicated mapping key");
	const err = frame.tag.addPair(frame.value, key, value);
	if (err) throwError$1(state, err);
	frame.overridable?.delete(key);
}
function addValue(state, value, tag) {
	const frame = state.frames[state.frames.length - 1];
	if (frame.kind === "document") {
		frame.value = value;
		frame.hasValue = true;
	} else if (frame.kind === "sequence") {
		if (isMappingTag(tag)) state.nodeTags.set(value, tag);
		const err = frame.tag.addItem(frame.value, value, frame.index++);
		if (err) throwError$1(state, err);
	} else if (frame.hasKey) {
		const key = frame.key;
		frame.key = void 0;
		frame.hasKey = false;
		addMappingValue(state, frame, key, value, tag);
	} else {
		frame.key = value;
		frame.keyPosition = state.position;
		frame.hasKey = true;
		frame.keyIsMerge = tag.tagName === MERGE_TAG_NAME;
	}
}
function storeAnchor(state, event, value, tag, isValueFinal) {
	if (event.anchorStart !== NO_RANGE$2) {
		const anchor = {
			value,
			tag,
			isValueFinal
		};
		state.anchors.set(state.source.slice(event.anchorStart, event.anchorEnd), anchor);
		return anchor;
	}
	return null;
}
/**
* Constructs JavaScript documents directly from parser events, without an
* intermediate AST.
*
* @category Events
*/
function constructFromEvents(events, options) {
	const state = {
		...DEFAULT_CONSTRUCTOR_OPTIONS,
		...options,
		events,
		documents: [],
		eventIndex: 0,
		position: 0,
		frames: [],
		anchors: /* @__PURE__ */ new Map(),
		nodeTags: /* @__PURE__ */ new Map(),
		tagHandlers: Object.create(null),
		totalMergeKeys: 0,
		aliasCount: 0
	};
	while (state.eventIndex < state.events.length) {
		const event = state.events[state.eventIndex++];
		state.position = eventPosition$1(event);
		switch (event.type) {
			case EVENT_ID.DOCUMENT:
				state.anchors = /* @__PURE__ */ new Map();
				state.nodeTags = /* @__PURE__ */ new Map();
				state.aliasCount = 0;
				state.tagHandlers = Object.create(null);
				for (const directive of event.directives) if (directive.kind === "tag") state.tagHandlers[directive.handle] = directive.prefix;
				state.frames.push({
					kind: "document",
					position: state.position,
					value: void 0,
					hasValue: false
				});
				break;
			case EVENT_ID.SCALAR: {
				const { value, tag } = constructScalar(state, event);
				storeAnchor(state, event, value, tag, true);
				addValue(state, value, tag);
				break;
			}
			case EVENT_ID.SEQUENCE: {
				const tagName = collectionTagName(state, event, "tag:yaml.org,2002:seq");
				const tag = state.schema.lookupSequenceTag(tagName);
				if (!tag) throwError$1(state, `unknown sequence tag !<${tagName}>`);
				const value = tag.create(tagName);
				const anchor = storeAnchor(state, event, value, tag, tag.carrierIsResult);
				state.frames.push({
					kind: "sequence",
					position: state.position,
					value,
					tag,
					anchor,
					index: 0
				});
				break;
			}
			case EVENT_ID.MAPPING: {
				const tagName = collectionTagName(state, event, "tag:yaml.org,2002:map");
				const tag = state.schema.lookupMappingTag(tagName);
				if (!tag) throwError$1(state, `unknown mapping tag !<${tagName}>`);
				const value = tag.create(tagName);
				const anchor = storeAnchor(state, event, value, tag, tag.carrierIsResult);
				state.frames.push({
					kind: "mapping",
					position: state.position,
					value,
					tag,
					anchor,
					key: void 0,
					keyPosition: state.position,
					hasKey: false,
					keyIsMerge: false,
					overridable: null
				});
				break;
			}
			case EVENT_ID.ALIAS: {
				if (state.maxAliases !== -1 && ++state.aliasCount > state.maxAliases) throwError$1(state, `aliases exceeded maxAliases (${state.maxAliases})`);
				const name = state.source.slice(event.anchorStart, event.anchorEnd);
				const anchor = state.anchors.get(name);
				if (!anchor) throwError$1(state, `unidentified alias "${name}"`);
				if (!anchor.isValueFinal) throwError$1(state, `recursive alias "${name}" is not supported for tag ${anchor.tag.tagName} because it uses finalize()`);
				addValue(state, anchor.value, anchor.tag);
				break;
			}
			case EVENT_ID.POP: {
				const frame = state.frames.pop();
				if (frame.kind === "mapping" && frame.hasKey) {
					state.position = frame.keyPosition;
					throwError$1(state, "incomplete mapping pair in event stream");
				}
				if (frame.kind === "document") state.documents.push(frame.value);
				else {
					const value = frame.tag.carrierIsResult ? frame.value : finalizeCollection(state, frame.position, frame.tag, frame.value);
					if (frame.anchor) {
						frame.anchor.value = value;
						frame.anchor.isValueFinal = true;
					}
					addValue(state, value, frame.tag);
				}
				break;
			}
		}
	}
	return state.documents;
}
//#endregion
//#region src/parser/parser.ts
var NO_RANGE$1 = -1;
var HAS_OWN = Object.prototype.hasOwnProperty;
var CONTEXT_FLOW_IN = 1;
var CONTEXT_FLOW_OUT = 2;
var CONTEXT_BLOCK_IN = 3;
var CONTEXT_BLOCK_OUT = 4;
var PATTERN_NON_PRINTABLE = /[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x84\x86-\x9F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?:[^\uD800-\uDBFF]|^)[\uDC00-\uDFFF]/;
var PATTERN_FLOW_INDICATORS = /[,\[\]{}]/;
var PATTERN_TAG_HANDLE = /^(?:!|!!|![0-9A-Za-z-]+!)$/;
var NS_URI_CHAR = String.raw`(?:%[0-9A-Fa-f]{2}|[0-9A-Za-z\-#;/?:@&=+$,_.!~*'()\[\]])`;
var NS_TAG_CHAR = String.raw`(?:%[0-9A-Fa-f]{2}|[0-9A-Za-z\-#;/?:@&=+$.~*'()_])`;
var PATTERN_TAG_URI = new RegExp(`^(?:${NS_URI_CHAR})*$`);
var PATTERN_TAG_SUFFIX = new RegExp(`^(?:${NS_TAG_CHAR})+$`);
var PATTERN_TAG_PREFIX = new RegExp(`^(?:!(?:${NS_URI_CHAR})*|${NS_TAG_CHAR}(?:${NS_URI_CHAR})*)$`);
var DEFAULT_PARSER_OPTIONS = {
	filename: "",
	maxDepth: 100
};
function addDocumentEvent(state, explicitStart, explicitEnd) {
	state.events.push({
		type: EVENT_ID.DOCUMENT,
		explicitStart,
		explicitEnd,
		directives: state.directives
	});
}
function addSequenceEvent(state, start, anchorStart, anchorEnd, tagStart, tagEnd, style) {
	state.events.push({
		type: EVENT_ID.SEQUENCE,
		start,
		anchorStart,
		anchorEnd,
		tagStart,
		tagEnd,
		style
	});
}
function addMappingEvent(state, start, anchorStart, anchorEnd, tagStart, tagEnd, style) {
	state.events.push({
		type: EVENT_ID.MAPPING,
		start,
		anchorStart,
		anchorEnd,
		tagStart,
		tagEnd,
		style
	});
}
function insertFlowPairMappingEvent(state, snapshot) {
	state.events.splice(snapshot.eventsLength, 0, {
		type: EVENT_ID.MAPPING,
		start: snapshot.position,
		anchorStart: NO_RANGE$1,
		anchorEnd: NO_RANGE$1,
		tagStart: NO_RANGE$1,
		tagEnd: NO_RANGE$1,
		style: COLLECTION_STYLE.FLOW
	});
}
function addScalarEvent(state, valueStart, valueEnd, anchorStart, anchorEnd, tagStart, tagEnd, style, chomping = CHOMPING_MODE.CLIP, indent = -1, fast = false) {
	state.events.push({
		type: EVENT_ID.SCALAR,
		valueStart,
		valueEnd,
		anchorStart,
		anchorEnd,
		tagStart,
		tagEnd,
		style,
		chomping,
		indent,
		fast
	});
}
function addAliasEvent(state, anchorStart, anchorEnd) {
	state.events.push({
		type: EVENT_ID.ALIAS,
		anchorStart,
		anchorEnd
	});
}
function addPopEvent(state) {
	state.events.push({ type: EVENT_ID.POP });
}
function addEmptyScalarEvent(state) {
	addScalarEvent(state, NO_RANGE$1, NO_RANGE$1, NO_RANGE$1, NO_RANGE$1, NO_RANGE$1, NO_RANGE$1, SCALAR_STYLE.PLAIN);
}
function emptyProperties() {
	return {
		anchorStart: NO_RANGE$1,
		anchorEnd: NO_RANGE$1,
		tagStart: NO_RANGE$1,
		tagEnd: NO_RANGE$1
	};
}
function snapshotState(state) {
	return {
		position: state.position,
		line: state.line,
		lineStart: state.lineStart,
		lineIndent: state.lineIndent,
		firstTabInLine: state.firstTabInLine,
		eventsLength: state.events.length
	};
}
function restoreState(state, snapshot) {
	state.position = snapshot.position;
	state.line = snapshot.line;
	state.lineStart = snapshot.lineStart;
	state.lineIndent = snapshot.lineIndent;
	state.firstTabInLine = snapshot.firstTabInLine;
	state.events.length = snapshot.eventsLength;
}
function throwError(state, message) {
	YAMLException.throwAt(state.input.slice(0, state.length), state.position, message, state.filename);
}
function isEol(c) {
	return c === 10 || c === 13;
}
function isWhiteSpace(c) {
	return c === 9 || c === 32;
}
function isWsOrEol(c) {
	return isWhiteSpace(c) || isEol(c);
}
function isWsOrEolOrEnd(c) {
	return c === 0 || isWsOrEol(c);
}
function isFlowIndicator(c) {
	return c === 44 || c === 91 || c === 93 || c === 123 || c === 125;
}
function fromDecimalCode(c) {
	return c >= 48 && c <= 57 ? c - 48 : -1;
}
function fromHexCode(c) {
	if (c >= 48 && c <= 57) return c - 48;
	const lc = c | 32;
	if (lc >= 97 && lc <= 102) return lc - 97 + 10;
	return -1;
}
function escapedHexLen(c) {
	if (c === 120) return 2;
	if (c === 117) return 4;
	if (c === 85) return 8;
	return 0;
}
function isSimpleEscape(c) {
	return c === 48 || c === 97 || c === 98 || c === 116 || c === 9 || c === 110 || c === 118 || c === 102 || c === 114 || c === 101 || c === 32 || c === 34 || c === 47 || c === 92 || c === 78 || c === 95 || c === 76 || c === 80;
}
function consumeLineBreak(state) {
	if (state.input.charCodeAt(state.position) === 10) state.position++;
	else {
		state.position++;
		if (state.input.charCodeAt(state.position) === 10) state.position++;
	}
	state.line++;
	state.lineStart = state.position;
	state.lineIndent = 0;
	state.firstTabInLine = -1;
}
function skipSeparationSpace(state, allowComments) {
	let lineBreaks = 0;
	let ch = state.input.charCodeAt(state.position);
	let hasSeparation = state.position === state.lineStart || isWsOrEol(state.input.charCodeAt(state.position - 1));
	while (ch !== 0) {
		while (isWhiteSpace(ch)) {
			hasSeparation = true;
			if (ch === 9 && state.firstTabInLine === -1) state.firstTabInLine = state.position;
			ch = state.input.charCodeAt(++state.position);
		}
		if (allowComments && hasSeparation && ch === 35) do
			ch = state.input.charCodeAt(++state.position);
		while (!isEol(ch) && ch !== 0);
		if (!isEol(ch)) break;
		consumeLineBreak(state);
		lineBreaks++;
		hasSeparation = true;
		ch = state.input.charCodeAt(state.position);
		while (ch === 32) {
			state.lineIndent++;
			ch = state.input.charCodeAt(++state.position);
		}
	}
	return lineBreaks;
}
function testDocumentSeparator(state, position = state.position) {
	const ch = state.input.charCodeAt(position);
	if ((ch === 45 || ch === 46) && ch === state.input.charCodeAt(position + 1) && ch === state.input.charCodeAt(position + 2)) {
		const following = state.input.charCodeAt(position + 3);
		return following === 0 || isWsOrEol(following);
	}
	return false;
}
function skipByteOrderMark(state) {
	if (state.position === state.lineStart && state.input.charCodeAt(state.position) === 65279) {
		state.position++;
		state.lineStart = state.position;
	}
}
function testDocumentBoundary(state) {
	if (state.position !== state.lineStart) return false;
	if (testDocumentSeparator(state)) return true;
	if (state.input.charCodeAt(state.position) !== 65279) return false;
	const snapshot = snapshotState(state);
	skipByteOrderMark(state);
	skipSeparationSpace(state, true);
	const ch = state.input.charCodeAt(state.position);
	const result = state.position === state.lineStart && (ch === 37 || ch === 45 && testDocumentSeparator(state));
	restoreState(state, snapshot);
	return result;
}
function skipUntilLineEnd(state) {
	let ch = state.input.charCodeAt(state.position);
	while (ch !== 0 && !isEol(ch)) ch = state.input.charCodeAt(++state.position);
}
function checkPrintable(state, start, end) {
	const match = PATTERN_NON_PRINTABLE.exec(state.input.slice(start, end));
	if (match !== null) {
		state.position = start + match.index + match[0].length - 1;
		throwError(state, "the stream contains non-printable characters");
	}
}
function readTagProperty(state, props, inFlow) {
	if (state.input.charCodeAt(state.position) !== 33) return false;
	if (props.tagStart !== NO_RANGE$1) throwError(state, "duplication of a tag property");
	const start = state.position;
	let isVerbatim = false;
	let isNamed = false;
	let tagHandle = "!";
	let ch = state.input.charCodeAt(++state.position);
	if (ch === 60) {
		isVerbatim = true;
		ch = state.input.charCodeAt(++state.position);
	} else if (ch === 33) {
		isNamed = true;
		tagHandle = "!!";
		ch = state.input.charCodeAt(++state.position);
	}
	let suffixStart = state.position;
	let tagName;
	if (isVerbatim) {
		while (ch !== 0 && ch !== 62) ch = state.input.charCodeAt(++state.position);
		if (ch !== 62) throwError(state, "unexpected end of the stream within a verbatim tag");
		tagName = state.input.slice(suffixStart, state.position);
		state.position++;
	} else {
		while (ch !== 0 && !isWsOrEol(ch) && !(inFlow && isFlowIndicator(ch))) {
			if (ch === 33) {
				if (!isNamed) {
					tagHandle = state.input.slice(suffixStart - 1, state.position + 1);
					if (!PATTERN_TAG_HANDLE.test(tagHandle)) throwError(state, "named tag handle cannot contain such characters");
					isNamed = true;
					suffixStart = state.position + 1;
				} else throwError(state, "tag suffix cannot contain exclamation marks");
			}
			ch = state.input.charCodeAt(++state.position);
		}
		tagName = state.input.slice(suffixStart, state.position);
		if (PATTERN_FLOW_INDICATORS.test(tagName)) throwError(state, "tag suffix cannot contain flow indicator characters");
	}
	if (tagName && !(isVerbatim ? PATTERN_TAG_URI.test(tagName) : PATTERN_TAG_SUFFIX.test(tagName))) throwError(state, `tag name cannot contain such characters: ${tagName}`);
	if (!isVerbatim && tagHandle !== "!" && tagHandle !== "!!" && !HAS_OWN.call(state.tagHandlers, tagHandle)) throwError(state, `undeclared tag handle "${tagHandle}"`);
	props.tagStart = start;
	props.tagEnd = state.position;
	return true;
}
function readAnchorProperty(state, props) {
	if (state.input.charCodeAt(state.position) !== 38) return false;
	if (props.anchorStart !== NO_RANGE$1) throwError(state, "duplication of an anchor property");
	state.position++;
	const start = state.position;
	while (state.input.charCodeAt(state.position) !== 0 && !isWsOrEol(state.input.charCodeAt(state.position)) && !isFlowIndicator(state.input.charCodeAt(state.position))) state.position++;
	if (state.position === start) throwError(state, "name of an anchor node must contain at least one character");
	props.anchorStart = start;
	props.anchorEnd = state.position;
	return true;
}
function readAlias(state, props) {
	if (state.input.charCodeAt(state.position) !== 42) return false;
	if (props.anchorStart !== NO_RANGE$1 || props.tagStart !== NO_RANGE$1) throwError(state, "alias node should not have any properties");
	state.position++;
	const start = state.position;
	while (state.input.charCodeAt(state.position) !== 0 && !isWsOrEol(state.input.charCodeAt(state.position)) && !isFlowIndicator(state.input.charCodeAt(state.position))) state.position++;
	if (state.position === start) throwError(state, "name of an alias node must contain at least one character");
	addAliasEvent(state, start, state.position);
	return true;
}
function readFlowScalarBreak(state, nodeIndent) {
	skipSeparationSpace(state, false);
	if (state.lineIndent < nodeIndent) throwError(state, "deficient indentation");
}
function readSingleQuotedScalar(state, nodeIndent, props) {
	if (state.input.charCodeAt(state.position) !== 39) return false;
	state.position++;
	const start = state.position;
	let simple = true;
	while (state.input.charCodeAt(state.position) !== 0) {
		const ch = state.input.charCodeAt(state.position);
		if (ch === 39) {
			if (state.input.charCodeAt(state.position + 1) === 39) {
				simple = false;
				state.position += 2;
				continue;
			}
			const end = state.position;
			state.position++;
			addScalarEvent(state, start, end, props.anchorStart, props.anchorEnd, props.tagStart, props.tagEnd, SCALAR_STYLE.SINGLE_QUOTED, CHOMPING_MODE.CLIP, -1, simple);
			return true;
		}
		if (isEol(ch)) {
			simple = false;
			readFlowScalarBreak(state, nodeIndent);
		} else if (state.position === state.lineStart && testDocumentSeparator(state)) throwError(state, "unexpected end of the document within a single quoted scalar");
		else if (ch !== 9 && ch < 32) throwError(state, "expected valid JSON character");
		else state.position++;
	}
	throwError(state, "unexpected end of the stream within a single quoted scalar");
}
function readDoubleQuotedScalar(state, nodeIndent, props) {
	if (state.input.charCodeAt(state.position) !== 34) return false;
	state.position++;
	const start = state.position;
	let simple = true;
	while (state.input.charCodeAt(state.position) !== 0) {
		const ch = state.input.charCodeAt(state.position);
		if (ch === 34) {
			const end = state.position;
			state.position++;
			addScalarEvent(state, start, end, props.anchorStart, props.anchorEnd, props.tagStart, props.tagEnd, SCALAR_STYLE.DOUBLE_QUOTED, CHOMPING_MODE.CLIP, -1, simple);
			return true;
		}
		if (ch === 92) {
			simple = false;
			const escaped = state.input.charCodeAt(++state.position);
			if (isEol(escaped)) readFlowScalarBreak(state, nodeIndent);
			else if (isSimpleEscape(escaped)) state.position++;
			else {
				let hexLength = escapedHexLen(escaped);
				if (hexLength === 0) throwError(state, "unknown escape sequence");
				while (hexLength-- > 0) {
					state.position++;
					if (fromHexCode(state.input.charCodeAt(state.position)) < 0) throwError(state, "expected hexadecimal character");
				}
				state.position++;
			}
		} else if (isEol(ch)) {
			simple = false;
			readFlowScalarBreak(state, nodeIndent);
		} else if (state.position === state.lineStart && testDocumentSeparator(state)) throwError(state, "unexpected end of the document within a double quoted scalar");
		else if (ch !== 9 && ch < 32) throwError(state, "expected valid JSON character");
		else state.position++;
	}
	throwError(state, "unexpected end of the stream within a double quoted scalar");
}
function readBlockScalar(state, parentIndent, props) {
	const ch = state.input.charCodeAt(state.position);
	let chomping = CHOMPING_MODE.CLIP;
	let indent = -1;
	let detectedIndent = false;
	if (ch !== 124 && ch !== 62) return false;
	const style = ch === 124 ? SCALAR_STYLE.LITERAL_BLOCK : SCALAR_STYLE.FOLDED_BLOCK;
	state.position++;
	while (state.input.charCodeAt(state.position) !== 0) {
		const current = state.input.charCodeAt(state.position);
		const digit = fromDecimalCode(current);
		if (current === 43 || current === 45) {
			if (chomping !== CHOMPING_MODE.CLIP) throwError(state, "repeat of a chomping mode identifier");
			chomping = current === 43 ? CHOMPING_MODE.KEEP : CHOMPING_MODE.STRIP;
			state.position++;
		} else if (digit >= 0) {
			if (digit === 0) throwError(state, "bad explicit indentation width of a block scalar; it cannot be less than one");
			if (detectedIndent) throwError(state, "repeat of an indentation width identifier");
			indent = parentIndent + digit - 1;
			detectedIndent = true;
			state.position++;
		} else break;
	}
	let hadWhitespace = false;
	while (isWhiteSpace(state.input.charCodeAt(state.position))) {
		hadWhitespace = true;
		state.position++;
	}
	if (hadWhitespace && state.input.charCodeAt(state.position) === 35) skipUntilLineEnd(state);
	if (isEol(state.input.charCodeAt(state.position))) consumeLineBreak(state);
	else if (state.input.charCodeAt(state.position) !== 0) throwError(state, "a line break is expected");
	let contentIndent = detectedIndent ? indent : -1;
	let maxLeadingIndent = 0;
	const valueStart = state.position;
	let valueEnd = state.position;
	while (state.input.charCodeAt(state.position) !== 0) {
		const linePosition = state.position;
		let column = 0;
		while (state.input.charCodeAt(linePosition + column) === 32) column++;
		const first = state.input.charCodeAt(linePosition + column);
		if (first === 0) {
			if (contentIndent >= 0) {
				if (column > contentIndent) valueEnd = linePosition + column;
			} else if (column > 0) valueEnd = linePosition + column;
			break;
		}
		if (testDocumentBoundary(state)) break;
		if (!detectedIndent && contentIndent === -1 && isEol(first)) maxLeadingIndent = Math.max(maxLeadingIndent, column);
		if (!detectedIndent && contentIndent === -1 && !isEol(first)) {
			if (first === 9 && column < parentIndent) {
				state.position = linePosition + column;
				throwError(state, "tab characters must not be used in indentation");
			}
			if (column >= parentIndent && column < maxLeadingIndent) {
				state.position = linePosition + column;
				throwError(state, "bad indentation of a mapping entry");
			}
		}
		if (contentIndent === -1 && first !== 0 && !isEol(first) && column < parentIndent) {
			state.lineIndent = column;
			state.position = linePosition + column;
			break;
		}
		if (!detectedIndent && first !== 0 && !isEol(first) && contentIndent === -1) contentIndent = column;
		const requiredIndent = contentIndent === -1 ? parentIndent + 1 : contentIndent;
		if (first !== 0 && !isEol(first) && column < requiredIndent) {
			state.lineIndent = column;
			state.position = linePosition + column;
			break;
		}
		skipUntilLineEnd(state);
		valueEnd = state.position;
		if (isEol(state.input.charCodeAt(state.position))) {
			consumeLineBreak(state);
			valueEnd = state.position;
		}
	}
	checkPrintable(state, valueStart, valueEnd);
	addScalarEvent(state, valueStart, valueEnd, props.anchorStart, props.anchorEnd, props.tagStart, props.tagEnd, style, chomping, contentIndent);
	return true;
}
function canStartPlainScalar(state, nodeContext) {
	const ch = state.input.charCodeAt(state.position);
	const inFlow = nodeContext === CONTEXT_FLOW_IN;
	if (ch === 0 || isWsOrEol(ch) || ch === 35 || ch === 38 || ch === 42 || ch === 33 || ch === 124 || ch === 62 || ch === 39 || ch === 34 || ch === 37 || ch === 64 || ch === 96 || isFlowIndicator(ch)) return false;
	if (ch === 63 || ch === 45) {
		const following = state.input.charCodeAt(state.position + 1);
		if (isWsOrEolOrEnd(following) || inFlow && isFlowIndicator(following)) return false;
	}
	return true;
}
function readPlainScalar(state, nodeIndent, nodeContext, props) {
	if (!canStartPlainScalar(state, nodeContext)) return false;
	const start = state.position;
	let end = state.position;
	let ch = state.input.charCodeAt(state.position);
	const inFlow = nodeContext === CONTEXT_FLOW_IN;
	let multiline = false;
	while (ch !== 0) {
		if (testDocumentBoundary(state)) break;
		if (ch === 58) {
			const following = state.input.charCodeAt(state.position + 1);
			if (isWsOrEolOrEnd(following) || inFlow && isFlowIndicator(following)) break;
		} else if (ch === 35) {
			if (isWsOrEol(state.input.charCodeAt(state.position - 1))) break;
		} else if (inFlow && isFlowIndicator(ch)) break;
		else if (isEol(ch)) {
			const savedPosition = state.position;
			const savedLine = state.line;
			const savedLineStart = state.lineStart;
			const savedLineIndent = state.lineIndent;
			skipSeparationSpace(state, false);
			if (state.lineIndent >= nodeIndent) {
				multiline = true;
				ch = state.input.charCodeAt(state.position);
				continue;
			}
			state.position = savedPosition;
			state.line = savedLine;
			state.lineStart = savedLineStart;
			state.lineIndent = savedLineIndent;
			break;
		}
		if (!isWhiteSpace(ch)) end = state.position + 1;
		ch = state.input.charCodeAt(++state.position);
	}
	if (end === start) return false;
	checkPrintable(state, start, end);
	addScalarEvent(state, start, end, props.anchorStart, props.anchorEnd, props.tagStart, props.tagEnd, SCALAR_STYLE.PLAIN, CHOMPING_MODE.CLIP, -1, !multiline);
	return true;
}
function skipFlowSeparationSpace(state, nodeIndent) {
	const startLine = state.line;
	skipSeparationSpace(state, true);
	if (state.line > startLine && state.lineIndent < nodeIndent || state.firstTabInLine !== -1 && state.lineIndent < nodeIndent) throwError(state, "deficient indentation");
}
function readFlowCollection(state, nodeIndent, props) {
	const ch = state.input.charCodeAt(state.position);
	const isMapping = ch === 123;
	const start = state.position;
	let readNext = true;
	if (ch !== 91 && ch !== 123) return false;
	const terminator = isMapping ? 125 : 93;
	if (isMapping) addMappingEvent(state, start, props.anchorStart, props.anchorEnd, props.tagStart, props.tagEnd, COLLECTION_STYLE.FLOW);
	else addSequenceEvent(state, start, props.anchorStart, props.anchorEnd, props.tagStart, props.tagEnd, COLLECTION_STYLE.FLOW);
	state.position++;
	while (state.input.charCodeAt(state.position) !== 0) {
		skipFlowSeparationSpace(state, nodeIndent);
		let ch = state.input.charCodeAt(state.position);
		if (ch === terminator) {
			state.position++;
			addPopEvent(state);
			return true;
		} else if (!readNext) throwError(state, "missed comma between flow collection entries");
		else if (ch === 44) throwError(state, "expected the node content, but found ','");
		let isPair = false;
		let isExplicitPair = false;
		if (ch === 63 && isWsOrEol(state.input.charCodeAt(state.position + 1))) {
			isPair = isExplicitPair = true;
			state.position += 1;
			skipFlowSeparationSpace(state, nodeIndent);
		}
		const entryLine = state.line;
		const entryStart = snapshotState(state);
		const keyWasRead = parseNode(state, nodeIndent, CONTEXT_FLOW_IN, false, true);
		skipFlowSeparationSpace(state, nodeIndent);
		ch = state.input.charCodeAt(state.position);
		if ((isMapping || isExplicitPair || state.line === entryLine) && ch === 58) {
			isPair = true;
			state.position++;
			skipFlowSeparationSpace(state, nodeIndent);
			if (!isMapping) {
				insertFlowPairMappingEvent(state, entryStart);
				if (!keyWasRead) addEmptyScalarEvent(state);
			} else if (!keyWasRead) addEmptyScalarEvent(state);
			if (!parseNode(state, nodeIndent, CONTEXT_FLOW_IN, false, true)) addEmptyScalarEvent(state);
			skipFlowSeparationSpace(state, nodeIndent);
			if (!isMapping) addPopEvent(state);
		} else if (isMapping && isPair) {
			if (!keyWasRead) addEmptyScalarEvent(state);
			addEmptyScalarEvent(state);
		} else if (isMapping) addEmptyScalarEvent(state);
		else if (isPair) {
			insertFlowPairMappingEvent(state, entryStart);
			if (!keyWasRead) addEmptyScalarEvent(state);
			addEmptyScalarEvent(state);
			addPopEvent(state);
		}
		ch = state.input.charCodeAt(state.position);
		if (ch === 44) {
			readNext = true;
			state.position++;
		} else readNext = false;
	}
	throwError(state, "unexpected end of the stream within a flow collection");
}
function readBlockSequence(state, nodeIndent, props) {
	if (state.firstTabInLine !== -1 || state.input.charCodeAt(state.position) !== 45 || !isWsOrEolOrEnd(state.input.charCodeAt(state.position + 1))) return false;
	addSequenceEvent(state, state.position, props.anchorStart, props.anchorEnd, props.tagStart, props.tagEnd, COLLECTION_STYLE.BLOCK);
	while (state.input.charCodeAt(state.position) === 45 && isWsOrEolOrEnd(state.input.charCodeAt(state.position + 1))) {
		if (state.firstTabInLine !== -1) {
			state.position = state.firstTabInLine;
			throwError(state, "tab characters must not be used in indentation");
		}
		const entryLine = state.line;
		state.position++;
		const hadBreak = skipSeparationSpace(state, true) > 0;
		if (state.firstTabInLine !== -1 && state.input.charCodeAt(state.position) === 45 && isWsOrEolOrEnd(state.input.charCodeAt(state.position + 1))) throwError(state, "bad indentation of a sequence entry");
		if (hadBreak && state.lineIndent <= nodeIndent) addEmptyScalarEvent(state);
		else parseNode(state, nodeIndent, CONTEXT_BLOCK_IN, false, true);
		skipSeparationSpace(state, true);
		if (state.lineIndent < nodeIndent || state.position >= state.length) break;
		if (state.lineIndent > nodeIndent) throwError(state, "bad indentation of a sequence entry");
		if (state.line === entryLine && state.input.charCodeAt(state.position) === 45 && isWsOrEolOrEnd(state.input.charCodeAt(state.position + 1))) throwError(state, "bad indentation of a sequence entry");
	}
	addPopEvent(state);
	return true;
}
function readBlockMapping(state, nodeIndent, flowIndent, props) {
	let atExplicitKey = false;
	let detected = false;
	let mappingOpened = false;
	let pendingExplicitKey = false;
	if (state.firstTabInLine !== -1) return false;
	let ch = state.input.charCodeAt(state.position);
	while (ch !== 0) {
		if (!atExplicitKey && state.firstTabInLine !== -1) {
			state.position = state.firstTabInLine;
			throwError(state, "tab characters must not be used in indentation");
		}
		const following = state.input.charCodeAt(state.position + 1);
		const entryLine = state.line;
		if ((ch === 63 || ch === 58) && isWsOrEolOrEnd(following)) {
			if (!mappingOpened) {
				addMappingEvent(state, state.position, props.anchorStart, props.anchorEnd, props.tagStart, props.tagEnd, COLLECTION_STYLE.BLOCK);
				mappingOpened = true;
			}
			if (ch === 63) {
				if (atExplicitKey) addEmptyScalarEvent(state);
				detected = true;
				atExplicitKey = true;
			} else if (atExplicitKey) atExplicitKey = false;
			else {
				addEmptyScalarEvent(state);
				detected = true;
				atExplicitKey = false;
			}
			state.position += 1;
			pendingExplicitKey = true;
		} else {
			if (atExplicitKey) {
				addEmptyScalarEvent(state);
				atExplicitKey = false;
			}
			const beforeKey = snapshotState(state);
			if (!parseNode(state, flowIndent, CONTEXT_FLOW_OUT, false, true)) break;
			if (state.line === entryLine) {
				ch = state.input.charCodeAt(state.position);
				while (isWhiteSpace(ch)) ch = state.input.charCodeAt(++state.position);
				if (ch === 58) {
					ch = state.input.charCodeAt(++state.position);
					if (!isWsOrEolOrEnd(ch)) throwError(state, "a whitespace character is expected after the key-value separator within a block mapping");
					if (!mappingOpened) {
						state.events.splice(beforeKey.eventsLength, 0, {
							type: EVENT_ID.MAPPING,
							start: beforeKey.position,
							anchorStart: props.anchorStart,
							anchorEnd: props.anchorEnd,
							tagStart: props.tagStart,
							tagEnd: props.tagEnd,
							style: COLLECTION_STYLE.BLOCK
						});
						mappingOpened = true;
					}
					detected = true;
					atExplicitKey = false;
					pendingExplicitKey = false;
				} else if (detected) throwError(state, "expected ':' after a mapping key");
				else {
					if (props.anchorStart !== NO_RANGE$1 || props.tagStart !== NO_RANGE$1) {
						restoreState(state, beforeKey);
						return false;
					}
					return true;
				}
			} else if (detected) throwError(state, "can not read a block mapping entry; a multiline key may not be an implicit key");
			else {
				if (props.anchorStart !== NO_RANGE$1 || props.tagStart !== NO_RANGE$1) {
					restoreState(state, beforeKey);
					return false;
				}
				return true;
			}
		}
		if (parseNode(state, nodeIndent, CONTEXT_BLOCK_OUT, true, pendingExplicitKey)) pendingExplicitKey = false;
		if (!atExplicitKey) {
			if (pendingExplicitKey) {
				addEmptyScalarEvent(state);
				pendingExplicitKey = false;
			}
		}
		skipSeparationSpace(state, true);
		ch = state.input.charCodeAt(state.position);
		if ((state.line === entryLine || state.lineIndent > nodeIndent) && ch !== 0) throwError(state, "bad indentation of a mapping entry");
		else if (state.lineIndent < nodeIndent) break;
	}
	if (!detected) return false;
	if (atExplicitKey) addEmptyScalarEvent(state);
	if (mappingOpened) addPopEvent(state);
	return true;
}
function parseNode(state, parentIndent, nodeContext, allowToSeek, allowCompact, allowPropertyMapping = true) {
	if (state.depth >= state.maxDepth) throwError(state, `nesting exceeded maxDepth (${state.maxDepth})`);
	state.depth++;
	let indentStatus = 1;
	let atNewLine = false;
	let hasContent = false;
	let propertyStart = null;
	const props = emptyProperties();
	let allowBlockScalars = nodeContext === CONTEXT_BLOCK_OUT || nodeContext === CONTEXT_BLOCK_IN;
	let allowBlockCollections = allowBlockScalars;
	const allowBlockStyles = allowBlockScalars;
	if (allowToSeek && skipSeparationSpace(state, true)) {
		atNewLine = true;
		if (state.lineIndent > parentIndent) indentStatus = 1;
		else if (state.lineIndent === parentIndent) indentStatus = 0;
		else indentStatus = -1;
	}
	if (indentStatus === 1) while (true) {
		const ch = state.input.charCodeAt(state.position);
		const propertyState = snapshotState(state);
		if (atNewLine && indentStatus !== 1 && (ch === 33 || ch === 38)) break;
		if (atNewLine && allowBlockStyles && (props.tagStart !== NO_RANGE$1 || props.anchorStart !== NO_RANGE$1) && (ch === 33 || ch === 38)) {
			const fallbackState = snapshotState(state);
			const flowIndent = parentIndent + 1;
			if (readBlockMapping(state, state.position - state.lineStart, flowIndent, props) && state.events[fallbackState.eventsLength]?.type === EVENT_ID.MAPPING) {
				state.depth--;
				return true;
			}
			restoreState(state, fallbackState);
		}
		if (atNewLine && (ch === 33 && props.tagStart !== NO_RANGE$1 || ch === 38 && props.anchorStart !== NO_RANGE$1)) break;
		if (!readTagProperty(state, props, nodeContext === CONTEXT_FLOW_IN) && !readAnchorProperty(state, props)) break;
		if (propertyStart === null) propertyStart = propertyState;
		if (skipSeparationSpace(state, true)) {
			atNewLine = true;
			allowBlockCollections = allowBlockStyles;
			if (state.lineIndent > parentIndent) indentStatus = 1;
			else if (state.lineIndent === parentIndent) indentStatus = 0;
			else indentStatus = -1;
		} else allowBlockCollections = false;
	}
	if (allowBlockCollections) allowBlockCollections = atNewLine || allowCompact;
	if (indentStatus === 1 || nodeContext === CONTEXT_BLOCK_OUT) {
		const flowIndent = nodeContext === CONTEXT_FLOW_IN || nodeContext === CONTEXT_FLOW_OUT ? parentIndent : parentIndent + 1;
		const blockIndent = state.position - state.lineStart;
		if (indentStatus === 1) {
			if (allowBlockCollections && (readBlockSequence(state, blockIndent, props) || readBlockMapping(state, blockIndent, flowIndent, props)) || readFlowCollection(state, flowIndent, props)) hasContent = true;
			else {
				const ch = state.input.charCodeAt(state.position);
				if (propertyStart !== null && allowPropertyMapping && allowBlockStyles && !allowBlockCollections && ch !== 124 && ch !== 62) {
					const fallbackState = snapshotState(state);
					const propertyIndent = propertyStart.position - propertyStart.lineStart;
					restoreState(state, propertyStart);
					if (readBlockMapping(state, propertyIndent, flowIndent, emptyProperties()) && state.events[fallbackState.eventsLength]?.type === EVENT_ID.MAPPING) hasContent = true;
					else restoreState(state, fallbackState);
				}
				if (!hasContent && (allowBlockScalars && readBlockScalar(state, flowIndent, props) || readSingleQuotedScalar(state, flowIndent, props) || readDoubleQuotedScalar(state, flowIndent, props) || readAlias(state, props) || readPlainScalar(state, flowIndent, nodeContext, props))) hasContent = true;
			}
		} else if (indentStatus === 0) hasContent = allowBlockCollections && readBlockSequence(state, blockIndent, props);
	}
	allowBlockScalars = allowBlockScalars && !hasContent;
	if (!hasContent && (props.anchorStart !== NO_RANGE$1 || props.tagStart !== NO_RANGE$1 || allowBlockScalars)) {
		addScalarEvent(state, NO_RANGE$1, NO_RANGE$1, props.anchorStart, props.anchorEnd, props.tagStart, props.tagEnd, SCALAR_STYLE.PLAIN);
		hasContent = true;
	}
	state.depth--;
	return hasContent || props.anchorStart !== NO_RANGE$1 || props.tagStart !== NO_RANGE$1;
}
function readDirective(state) {
	if (state.lineIndent > 0 || state.input.charCodeAt(state.position) !== 37) return false;
	state.position++;
	const nameStart = state.position;
	while (state.input.charCodeAt(state.position) !== 0 && !isWsOrEol(state.input.charCodeAt(state.position))) state.position++;
	const name = state.input.slice(nameStart, state.position);
	const args = [];
	if (name.length === 0) throwError(state, "directive name must not be less than one character in length");
	while (state.input.charCodeAt(state.position) !== 0 && !isEol(state.input.charCodeAt(state.position))) {
		while (isWhiteSpace(state.input.charCodeAt(state.position))) state.position++;
		if (state.input.charCodeAt(state.position) === 35 || isEol(state.input.charCodeAt(state.position)) || state.input.charCodeAt(state.position) === 0) break;
		const start = state.position;
		while (state.input.charCodeAt(state.position) !== 0 && !isWsOrEol(state.input.charCodeAt(state.position))) state.position++;
		args.push(state.input.slice(start, state.position));
	}
	if (isEol(state.input.charCodeAt(state.position))) consumeLineBreak(state);
	if (name === "YAML") {
		if (state.directives.some((directive) => directive.kind === "yaml")) throwError(state, "duplication of %YAML directive");
		if (args.length !== 1) throwError(state, "YAML directive accepts exactly one argument");
		const match = /^([0-9]+)\.([0-9]+)$/.exec(args[0]);
		if (match === null) throwError(state, "ill-formed argument of the YAML directive");
		if (parseInt(match[1], 10) !== 1) throwError(state, "unacceptable YAML version of the document");
		state.directives.push({
			kind: "yaml",
			version: args[0]
		});
	} else if (name === "TAG") {
		if (args.length !== 2) throwError(state, "TAG directive accepts exactly two arguments");
		const [handle, prefix] = args;
		if (!PATTERN_TAG_HANDLE.test(handle)) throwError(state, "ill-formed tag handle (first argument) of the TAG directive");
		if (HAS_OWN.call(state.tagHandlers, handle)) throwError(state, `there is a previously declared suffix for "${handle}" tag handle`);
		if (!PATTERN_TAG_PREFIX.test(prefix)) throwError(state, "ill-formed tag prefix (second argument) of the TAG directive");
		state.tagHandlers[handle] = prefix;
		state.directives.push({
			kind: "tag",
			handle,
			prefix
		});
	}
	return true;
}
function readDocument(state) {
	state.directives = [];
	state.tagHandlers = Object.create(null);
	let hasDirectives = false;
	skipSeparationSpace(state, true);
	while (readDirective(state)) {
		hasDirectives = true;
		skipSeparationSpace(state, true);
	}
	let explicitStart = false;
	let explicitEnd = false;
	let allowCompact = true;
	if (state.lineIndent === 0 && state.input.charCodeAt(state.position) === 45 && state.input.charCodeAt(state.position + 1) === 45 && state.input.charCodeAt(state.position + 2) === 45 && isWsOrEolOrEnd(state.input.charCodeAt(state.position + 3))) {
		explicitStart = true;
		const markerLine = state.line;
		state.position += 3;
		skipSeparationSpace(state, true);
		allowCompact = state.line > markerLine;
	} else if (hasDirectives) throwError(state, "directives end mark is expected");
	const documentEventIndex = state.events.length;
	if (!explicitStart && state.position === state.lineStart && state.input.charCodeAt(state.position) === 46 && testDocumentSeparator(state)) {
		state.position += 3;
		skipSeparationSpace(state, true);
		return;
	}
	addDocumentEvent(state, explicitStart, false);
	if (!parseNode(state, state.lineIndent - 1, CONTEXT_BLOCK_OUT, false, allowCompact, allowCompact)) addEmptyScalarEvent(state);
	skipSeparationSpace(state, true);
	if (state.position === state.lineStart && testDocumentSeparator(state)) {
		explicitEnd = state.input.charCodeAt(state.position) === 46;
		if (explicitEnd) {
			const markerLine = state.line;
			state.position += 3;
			skipSeparationSpace(state, true);
			if (state.line === markerLine && state.position < state.length) throwError(state, "end of the stream or a document separator is expected");
		}
	}
	const documentEvent = state.events[documentEventIndex];
	if (documentEvent?.type === EVENT_ID.DOCUMENT) documentEvent.explicitEnd = explicitEnd;
	addPopEvent(state);
	if (!explicitEnd && state.position < state.length && !testDocumentBoundary(state)) throwError(state, "end of the stream or a document separator is expected");
}
/**
* Parses YAML into a flat event stream referencing source text by offsets.
*
* @category Events
*/
function parseEvents(input, options) {
	const length = input.length;
	const state = {
		...DEFAULT_PARSER_OPTIONS,
		...options,
		input: `${input}\0`,
		length,
		position: 0,
		line: 0,
		lineStart: 0,
		lineIndent: 0,
		firstTabInLine: -1,
		depth: 0,
		directives: [],
		tagHandlers: Object.create(null),
		events: []
	};
	const nullpos = input.indexOf("\0");
	if (nullpos !== -1) YAMLException.throwAt(input, nullpos, "null byte is not allowed in input", state.filename);
	while (state.position < state.length) {
		skipByteOrderMark(state);
		skipSeparationSpace(state, true);
		if (state.position >= state.length) break;
		const documentStart = state.position;
		readDocument(state);
		if (state.position === documentStart)
 /* c8 ignore next */
		throwError(state, "can not read a document");
	}
	return state.events;
}
//#endregion
//#region src/load.ts
var DEFAULT_LOAD_OPTIONS = {
	...DEFAULT_PARSER_OPTIONS,
	...DEFAULT_CONSTRUCTOR_OPTIONS
};
function loadDocuments(input, options = {}) {
	const opts = {
		...DEFAULT_LOAD_OPTIONS,
		...options
	};
	const source = String(input);
	const PARSER_OPT_KEYS = Object.keys(DEFAULT_PARSER_OPTIONS);
	const CONSTRUCTOR_OPT_KEYS = Object.keys(DEFAULT_CONSTRUCTOR_OPTIONS);
	return constructFromEvents(parseEvents(source, pick(opts, PARSER_OPT_KEYS)), {
		...pick(opts, CONSTRUCTOR_OPT_KEYS),
		source
	});
}
function loadAll(input, iteratorOrOptions, options) {
	let iterator = null;
	if (typeof iteratorOrOptions === "function") iterator = iteratorOrOptions;
	else if (iteratorOrOptions !== null && typeof iteratorOrOptions === "object") options = iteratorOrOptions;
	const documents = loadDocuments(input, options);
	if (iterator === null) return documents;
	for (const document of documents) iterator(document);
}
/**
* Parses `string` as a single YAML document. Throws {@link YAMLException} on
* error. This function does not understand multi-document or empty sources; it
* throws an exception on those.
*
* > [!NOTE]
* > 1. When processing untrusted input, see the
* >    [security considerations](../docs/safety.md).
* > 2. All exceptions MUST be caught, not just {@link YAMLException}.
* > 3. The default {@link CORE_SCHEMA} comes without the `!!merge` tag. You can
* >    easily enable it if needed.
* > 4. The default {@link mapTag} is `{}`-object based, with known limitations
* >    (see description). For full compatibility use {@link realMapTag}
* >    instead (it uses native JS `Map`).
*
* @example
* Enable {@link mergeTag} and {@link realMapTag}:
*
* ```javascript
* import { load, CORE_SCHEMA, mergeTag, realMapTag } from 'js-yaml'
*
* try {
*   load(data, { schema: CORE_SCHEMA.withTags(mergeTag, realMapTag) })
* } catch (e) {
*   console.error(e)
* }
* ```
*
* @category Main
*/
function load(input, options) {
	const documents = loadDocuments(input, options);
	if (documents.length === 0) throw new YAMLException("expected a document, but the input is empty");
	if (documents.length === 1) return documents[0];
	throw new YAMLException("expected a single document in the stream, but found more");
}
//#endregion
//#region src/ast/from_js.ts
var INVALID = Symbol("INVALID");
function buildRepresentTypes(schema) {
	const defaultTags = new Set([
		schema.defaultScalarTag,
		schema.defaultSequenceTag,
		schema.defaultMappingTag
	].filter((t) => t !== void 0));
	const implicitScalars = schema.implicitScalarTags;
	const explicitTags = schema.tags.filter((t) => !(t.nodeKind === "scalar" && t.implicit) && !defaultTags.has(t));
	const defaultTagsLast = schema.tags.filter((t) => defaultTags.has(t));
	return [
		...implicitScalars.map((tag) => ({
			tag,
			implicitTag: true
		})),
		...explicitTags.map((tag) => ({
			tag,
			implicitTag: false
		})),
		...defaultTagsLast.map((tag) => ({
			tag,
			implicitTag: true
		}))
	];
}
function matchTag(state, object) {
	for (let index = 0, length = state.representTypes.length; index < length; index += 1) {
		const { tag, implicitTag } = state.representTypes[index];
		if (tag.identify(object)) {
			let tagName;
			if (tag.matchByTagPrefix) tagName = tag.representTagName(object);
			else tagName = tag.tagName;
			return {
				tag,
				tagName,
				implicitTag
			};
		}
	}
	return null;
}
function build(state, object) {
	if (!state.noRefs && object !== null && typeof object === "object") {
		const existing = state.refs.get(object);
		if (existing) {
			if (existing.anchor === void 0) existing.anchor = `ref_${state.refCounter++}`;
			return {
				kind: "alias",
				anchor: existing.anchor
			};
		}
	}
	const matched = matchTag(state, object);
	if (!matched) {
		if (object === void 0) return INVALID;
		if (state.skipInvalid) return INVALID;
		throw new YAMLException(`unacceptable kind of an object to dump ${Object.prototype.toString.call(object)}`);
	}
	const { tag, tagName, implicitTag } = matched;
	const nodeTagName = implicitTag ? tagName : tagNameShort(tagName);
	if (tag.nodeKind === "scalar") return {
		kind: "scalar",
		tag: nodeTagName,
		tagged: !implicitTag,
		style: SCALAR_STYLE.PLAIN,
		value: tag.represent(object)
	};
	if (tag.nodeKind === "sequence") {
		const container = tag.represent(object);
		const node = {
			kind: "sequence",
			tag: nodeTagName,
			tagged: !implicitTag,
			style: COLLECTION_STYLE.BLOCK,
			items: []
		};
		if (!state.noRefs) state.refs.set(object, node);
		for (let index = 0, length = container.length; index < length; index += 1) {
			let item = build(state, container[index]);
			if (item === INVALID && container[index] === void 0) item = build(state, null);
			if (item === INVALID) continue;
			node.items.push(item);
		}
		return node;
	}
	const map = tag.represent(object);
	const node = {
		kind: "mapping",
		tag: nodeTagName,
		tagged: !implicitTag,
		style: COLLECTION_STYLE.BLOCK,
		items: []
	};
	if (!state.noRefs) state.refs.set(object, node);
	for (const [objectKey, objectValue] of map) {
		const key = build(state, objectKey);
		if (key === INVALID) continue;
		const value = build(state, objectValue);
		if (value === INVALID) continue;
		node.items.push({
			key,
			value
		});
	}
	return node;
}
/**
* Convert JS object to AST. A JS value is one YAML document. An unrepresentable
* root becomes an empty document, which the presenter renders as an empty
* string.
*
* @category AST
*/
function jsToAst(input, schema, options = {}) {
	const root = build({
		representTypes: buildRepresentTypes(schema),
		noRefs: options.noRefs ?? false,
		skipInvalid: options.skipInvalid ?? false,
		refs: /* @__PURE__ */ new Map(),
		refCounter: 0
	}, input);
	return [{
		contents: root === INVALID ? null : root,
		directives: []
	}];
}
//#endregion
//#region src/ast/visit.ts
/**
* Return from a visitor to stop the whole traversal.
*
* @category AST
*/
var VISIT_BREAK = Symbol("visit:break");
/**
* Return from a visitor to skip the current node's children.
*
* @category AST
*/
var VISIT_SKIP = Symbol("visit:skip");
function visitNode(node, visitor, ctx) {
	const control = visitor(node, ctx);
	if (control === VISIT_BREAK) return true;
	if (control === VISIT_SKIP) return false;
	const depth = ctx.depth + 1;
	switch (node.kind) {
		case "sequence":
			for (const item of node.items) if (visitNode(item, visitor, {
				depth,
				parent: node,
				isKey: false
			})) return true;
			break;
		case "mapping": for (const { key, value } of node.items) {
			if (visitNode(key, visitor, {
				depth,
				parent: node,
				isKey: true
			})) return true;
			if (visitNode(value, visitor, {
				depth,
				parent: node,
				isKey: false
			})) return true;
		}
	}
	return false;
}
/**
* Walk every node in the documents, calling {@link Visitor} once per
* node (pre-order).
*
* @category AST
*/
function visit(documents, visitor) {
	for (const doc of documents) if (doc.contents && visitNode(doc.contents, visitor, {
		depth: 0,
		parent: null,
		isKey: false
	})) return;
}
//#endregion
//#region src/ast/styler_defaults.ts
function hasBit(mask, bit) {
	return (mask & 1 << bit) !== 0;
}
/**
* Default scalar styling rules in application order.
* See [Scalar styling](../../docs/scalar_styling.md) for usage details.
*
* @category AST
*/
var DEFAULT_SCALAR_STYLE_RULES = {
	applyQuoteFlowKeysOption,
	doubleQuoteForInvisibles,
	doubleQuoteWhitespaceOnly,
	applyForceQuotesOption,
	tryLongOrMultilineAsBlock,
	quoteInvalidPlain,
	fallbackToDoubleQuoted
};
function _preferredQuotedStyle(layout) {
	if (layout.presenterOptions.quoteStyle === "single" && hasBit(layout.allowedStylesMask, SCALAR_STYLE.SINGLE_QUOTED)) return SCALAR_STYLE.SINGLE_QUOTED;
	return SCALAR_STYLE.DOUBLE_QUOTED;
}
function applyQuoteFlowKeysOption(layout) {
	if (!layout.presenterOptions.quoteFlowKeys) return;
	if (!layout.isKey || !layout.flowOnly || layout.style !== SCALAR_STYLE.PLAIN) return;
	layout.style = SCALAR_STYLE.DOUBLE_QUOTED;
}
function doubleQuoteForInvisibles(layout) {
	if (layout.style === SCALAR_STYLE.PLAIN && /[\t\x7F-\xA0\u2028\u2029\uFEFF\uFFFE\uFFFF]/.test(layout.node.value)) layout.style = SCALAR_STYLE.DOUBLE_QUOTED;
}
function doubleQuoteWhitespaceOnly(layout) {
	if (layout.style === SCALAR_STYLE.PLAIN && /^\s+$/.test(layout.node.value)) layout.style = SCALAR_STYLE.DOUBLE_QUOTED;
}
function applyForceQuotesOption(layout) {
	if (!layout.presenterOptions.forceQuotes) return;
	if (layout.isKey || layout.style !== SCALAR_STYLE.PLAIN) return;
	if (layout.node.tag !== layout.presenterOptions.schema.defaultScalarTag.tagName) return;
	layout.style = layout.node.value.includes("\n") ? SCALAR_STYLE.DOUBLE_QUOTED : _preferredQuotedStyle(layout);
}
function tryLongOrMultilineAsBlock(layout) {
	if (layout.style !== SCALAR_STYLE.PLAIN || layout.isKey) return;
	const value = layout.node.value;
	const multiline = value.indexOf("\n") !== -1;
	if (!hasBit(layout.allowedStylesMask, SCALAR_STYLE.LITERAL_BLOCK)) {
		if (multiline) layout.style = SCALAR_STYLE.DOUBLE_QUOTED;
		return;
	}
	const w = layout.presenterOptions.lineWidth;
	if (w === -1) {
		if (multiline) layout.style = SCALAR_STYLE.LITERAL_BLOCK;
		return;
	}
	const availableWidth = Math.max(Math.min(w, 40), w - layout.shiftOfContent);
	let position = 0;
	let shouldFold = false;
	while (position <= value.length) {
		let lineEnd = value.length;
		const nextLineBreak = value.indexOf("\n", position);
		if (nextLineBreak !== -1) lineEnd = nextLineBreak;
		const line = value.slice(position, lineEnd);
		if (line.length > availableWidth && line[0] !== " " && / [^ \t]/.test(line)) shouldFold = true;
		if (nextLineBreak === -1) break;
		position = nextLineBreak + 1;
	}
	if (shouldFold) layout.style = SCALAR_STYLE.FOLDED_BLOCK;
	else if (multiline) layout.style = SCALAR_STYLE.LITERAL_BLOCK;
}
function quoteInvalidPlain(layout) {
	if (layout.style === SCALAR_STYLE.PLAIN && !hasBit(layout.allowedStylesMask, SCALAR_STYLE.PLAIN)) layout.style = _preferredQuotedStyle(layout);
}
function fallbackToDoubleQuoted(layout) {
	if (!hasBit(layout.allowedStylesMask, layout.style)) layout.style = SCALAR_STYLE.DOUBLE_QUOTED;
}
//#endregion
//#region src/ast/scalar_styler.ts
function setBit(mask, bit) {
	return mask | 1 << bit;
}
var SRC_C_PRINTABLE = "[\\x09\\x0A\\x0D\\x20-\\x7E\\x85\\xA0-\\uD7FF\\uE000-\\uFFFD\\u{10000}-\\u{10FFFF}]";
var SRC_B_CHAR = "[\\n\\r]";
var SRC_C_BYTE_ORDER_MARK = "\\uFEFF";
var SRC_S_WHITE = "[ \\t]";
var SRC_NB_CHAR = `(?:(?!(?:${SRC_B_CHAR}|${SRC_C_BYTE_ORDER_MARK}))${SRC_C_PRINTABLE})`;
var SRC_NS_CHAR = `(?:(?!${SRC_S_WHITE})${SRC_NB_CHAR})`;
var SRC_NB_JSON = "[\\x09\\x20-\\uD7FF\\uE000-\\uFFFF\\u{10000}-\\u{10FFFF}]";
var SRC_C_INDICATOR = "[-?:,\\[\\]{}#&*!|>'\"%@`]";
var SRC_C_FLOW_INDICATOR = "[,\\[\\]{}]";
var SRC_NS_PLAIN_SAFE_FLOW_OUT = SRC_NS_CHAR;
var SRC_NS_PLAIN_SAFE_FLOW_IN = `(?:(?!${SRC_C_FLOW_INDICATOR})${SRC_NS_CHAR})`;
var SRC_NS_PLAIN_FIRST_FLOW_OUT = `(?:(?:(?!${SRC_C_INDICATOR})${SRC_NS_CHAR})|[?:-](?=${SRC_NS_PLAIN_SAFE_FLOW_OUT}))`;
var SRC_NS_PLAIN_FIRST_FLOW_IN = `(?:(?:(?!${SRC_C_INDICATOR})${SRC_NS_CHAR})|[?:-](?=${SRC_NS_PLAIN_SAFE_FLOW_IN}))`;
var SRC_NS_PLAIN_CHAR_FLOW_OUT = `(?:(?:(?![:#])${SRC_NS_PLAIN_SAFE_FLOW_OUT})|:(?=${SRC_NS_PLAIN_SAFE_FLOW_OUT}))#*`;
var SRC_NS_PLAIN_CHAR_FLOW_IN = `(?:(?:(?![:#])${SRC_NS_PLAIN_SAFE_FLOW_IN})|:(?=${SRC_NS_PLAIN_SAFE_FLOW_IN}))#*`;
var SRC_NB_NS_PLAIN_IN_LINE_FLOW_OUT = `(?:${SRC_S_WHITE}*${SRC_NS_PLAIN_CHAR_FLOW_OUT})*`;
var SRC_NB_NS_PLAIN_IN_LINE_FLOW_IN = `(?:${SRC_S_WHITE}*${SRC_NS_PLAIN_CHAR_FLOW_IN})*`;
var SRC_NS_PLAIN_ONE_LINE_FLOW_OUT = `${SRC_NS_PLAIN_FIRST_FLOW_OUT}#*${SRC_NB_NS_PLAIN_IN_LINE_FLOW_OUT}`;
var SRC_NS_PLAIN_ONE_LINE_FLOW_IN = `${SRC_NS_PLAIN_FIRST_FLOW_IN}#*${SRC_NB_NS_PLAIN_IN_LINE_FLOW_IN}`;
var SRC_NS_PLAIN_ONE_LINE_BLOCK_KEY = SRC_NS_PLAIN_ONE_LINE_FLOW_OUT;
var SRC_NS_PLAIN_ONE_LINE_FLOW_KEY = SRC_NS_PLAIN_ONE_LINE_FLOW_IN;
var SRC_S_NS_PLAIN_NEXT_LINE_FLOW_OUT = `\\n+${SRC_NS_PLAIN_CHAR_FLOW_OUT}${SRC_NB_NS_PLAIN_IN_LINE_FLOW_OUT}`;
var SRC_S_NS_PLAIN_NEXT_LINE_FLOW_IN = `\\n+${SRC_NS_PLAIN_CHAR_FLOW_IN}${SRC_NB_NS_PLAIN_IN_LINE_FLOW_IN}`;
var SRC_NS_PLAIN_MULTI_LINE_FLOW_OUT = `${SRC_NS_PLAIN_ONE_LINE_FLOW_OUT}(?:${SRC_S_NS_PLAIN_NEXT_LINE_FLOW_OUT})*`;
var SRC_NS_PLAIN_MULTI_LINE_FLOW_IN = `${SRC_NS_PLAIN_ONE_LINE_FLOW_IN}(?:${SRC_S_NS_PLAIN_NEXT_LINE_FLOW_IN})*`;
var NS_PLAIN_FLOW_OUT = new RegExp(`^(?:${SRC_NS_PLAIN_MULTI_LINE_FLOW_OUT})$`, "u");
var NS_PLAIN_FLOW_IN = new RegExp(`^(?:${SRC_NS_PLAIN_MULTI_LINE_FLOW_IN})$`, "u");
var NS_PLAIN_BLOCK_KEY = new RegExp(`^(?:${SRC_NS_PLAIN_ONE_LINE_BLOCK_KEY})$`, "u");
var NS_PLAIN_FLOW_KEY = new RegExp(`^(?:${SRC_NS_PLAIN_ONE_LINE_FLOW_KEY})$`, "u");
var NB_SINGLE_ONE_LINE = new RegExp(`^(?:${SRC_NB_JSON})*$`, "u");
var NB_SINGLE_MULTI_LINE = new RegExp(`^(?:${SRC_NB_JSON}|\\n)*$`, "u");
var BLOCK_SCALAR_CONTENT = new RegExp(`^(?:${SRC_NB_CHAR}|\\n)*$`, "u");
var C_FORBIDDEN_FIRST_LINE = /^(?:---|\.\.\.)(?=$|[ \t\n\r])/;
var C_FORBIDDEN_CONTENT = /^(?:---|\.\.\.)(?=$|[ \t\n\r])/m;
function canUsePlain(layout) {
	const str = layout.node.value;
	if (str !== "") {
		if (!(layout.isKey ? layout.flowOnly ? NS_PLAIN_FLOW_KEY : NS_PLAIN_BLOCK_KEY : layout.flowOnly ? NS_PLAIN_FLOW_IN : NS_PLAIN_FLOW_OUT).test(str)) return false;
		if (layout.shiftOfFirstLine === 0 && C_FORBIDDEN_FIRST_LINE.test(str)) return false;
		if (layout.shiftOfContent === 0) {
			const firstLineBreak = str.indexOf("\n");
			if (firstLineBreak !== -1) {
				const content = str.slice(firstLineBreak + 1);
				if (C_FORBIDDEN_CONTENT.test(content)) return false;
			}
		}
	}
	const resolvedTag = layout.presenterOptions.schema.resolveImplicitScalarTag(str).tag.tagName;
	if (!layout.node.tagged && resolvedTag !== layout.node.tag) return false;
	if (!layout.node.tagged && str === "=" && resolvedTag === layout.presenterOptions.schema.defaultScalarTag.tagName) return false;
	return true;
}
function canUseSingleQuoted(layout) {
	const str = layout.node.value;
	if (!(layout.isKey ? NB_SINGLE_ONE_LINE : NB_SINGLE_MULTI_LINE).test(str)) return false;
	if (/[ \t]\n|\n[ \t]/.test(str)) return false;
	if (!layout.isKey && layout.shiftOfContent === 0) {
		const firstLineBreak = str.indexOf("\n");
		if (firstLineBreak !== -1 && C_FORBIDDEN_CONTENT.test(str.slice(firstLineBreak + 1))) return false;
	}
	return true;
}
function canUseBlock(layout) {
	if (layout.flowOnly || !BLOCK_SCALAR_CONTENT.test(layout.node.value)) return false;
	const contentIndent = layout.shiftOfContent - layout.shiftOfParent;
	if (contentIndent < 1) return false;
	if (contentIndent > 9 && /^\n* /.test(layout.node.value)) return false;
	if (layout.shiftOfContent === 0 && C_FORBIDDEN_CONTENT.test(layout.node.value)) return false;
	return true;
}
function detectAllowedStyles(layout) {
	let mask = setBit(0, SCALAR_STYLE.DOUBLE_QUOTED);
	if (canUsePlain(layout)) mask = setBit(mask, SCALAR_STYLE.PLAIN);
	if (canUseSingleQuoted(layout)) mask = setBit(mask, SCALAR_STYLE.SINGLE_QUOTED);
	if (canUseBlock(layout)) mask = setBit(setBit(mask, SCALAR_STYLE.LITERAL_BLOCK), SCALAR_STYLE.FOLDED_BLOCK);
	layout.allowedStylesMask = mask;
}
function renderScalar(layout) {
	switch (layout.style) {
		case SCALAR_STYLE.PLAIN: return renderPlain(layout);
		case SCALAR_STYLE.SINGLE_QUOTED: return renderSingleQuoted(layout);
		case SCALAR_STYLE.LITERAL_BLOCK: return renderLiteralBlock(layout);
		case SCALAR_STYLE.FOLDED_BLOCK: return renderFoldedBlock(layout);
		case SCALAR_STYLE.DOUBLE_QUOTED: return renderDoubleQuoted(layout);
	}
}
function renderPlain(layout) {
	return encodeFlowBreaks(layout.node.value, layout.shiftOfContent);
}
function renderSingleQuoted(layout) {
	return `'${encodeFlowBreaks(layout.node.value, layout.shiftOfContent).replace(/'/g, "''")}'`;
}
function renderLiteralBlock(layout) {
	const value = layout.node.value;
	return "|" + blockHeader(value, layout.shiftOfParent, layout.shiftOfContent) + dropEndingNewline(indentString(value, layout.shiftOfContent));
}
function renderFoldedBlock(layout) {
	const value = layout.node.value;
	const w = layout.presenterOptions.lineWidth;
	let availableWidth = Infinity;
	if (w !== -1) availableWidth = Math.max(Math.min(w, 40), w - layout.shiftOfContent);
	return ">" + blockHeader(value, layout.shiftOfParent, layout.shiftOfContent) + dropEndingNewline(indentString(foldBlockScalar(value, availableWidth), layout.shiftOfContent));
}
function renderDoubleQuoted(layout) {
	return `"${escapeString(layout.node.value)}"`;
}
function encodeFlowBreaks(string, shiftOfContent) {
	let nextLF = string.indexOf("\n");
	if (nextLF === -1) return string;
	const pad = " ".repeat(shiftOfContent);
	let result = string.slice(0, nextLF);
	const lineRe = /(\n+)([^\n]*)/g;
	lineRe.lastIndex = nextLF;
	let match;
	while (match = lineRe.exec(string)) {
		const breaks = match[1].length;
		const line = match[2];
		result += "\n".repeat(breaks + 1) + pad + line;
	}
	return result;
}
function indentString(string, spaces) {
	const indent = " ".repeat(spaces);
	let position = 0;
	let result = "";
	const length = string.length;
	while (position < length) {
		let line;
		const next = string.indexOf("\n", position);
		if (next === -1) {
			line = string.slice(position);
			position = length;
		} else {
			line = string.slice(position, next + 1);
			position = next + 1;
		}
		if (line.length && line !== "\n") result += indent;
		result += line;
	}
	return result;
}
function needIndentIndicator(string) {
	return /^\n* /.test(string);
}
function blockHeader(string, shiftOfParent, shiftOfContent) {
	const indentIndicator = needIndentIndicator(string) ? String(shiftOfContent - shiftOfParent) : "";
	const clip = string[string.length - 1] === "\n";
	return `${indentIndicator}${clip && (string[string.length - 2] === "\n" || string === "\n") ? "+" : clip ? "" : "-"}\n`;
}
function dropEndingNewline(string) {
	return string[string.length - 1] === "\n" ? string.slice(0, -1) : string;
}
function isMoreIndented(char) {
	return char === " " || char === "	";
}
function foldLine(line, width) {
	if (line === "" || isMoreIndented(line[0])) return line;
	const breakRe = / [^ \t]/g;
	let match;
	let start = 0;
	let end;
	let curr = 0;
	let next = 0;
	let result = "";
	while (match = breakRe.exec(line)) {
		next = match.index;
		if (next - start > width) {
			end = curr > start ? curr : next;
			result += `\n${line.slice(start, end)}`;
			start = end + 1;
		}
		curr = next;
	}
	result += "\n";
	if (line.length - start > width && curr > start) result += `${line.slice(start, curr)}\n${line.slice(curr + 1)}`;
	else result += line.slice(start);
	return result.slice(1);
}
function foldBlockScalar(string, width) {
	const lineRe = /(\n+)([^\n]*)/g;
	let nextLF = string.indexOf("\n");
	if (nextLF === -1) nextLF = string.length;
	lineRe.lastIndex = nextLF;
	let result = foldLine(string.slice(0, nextLF), width);
	let prevMoreIndented = string[0] === "\n" || isMoreIndented(string[0]);
	let moreIndented;
	let match;
	while (match = lineRe.exec(string)) {
		const prefix = match[1];
		const line = match[2];
		moreIndented = line !== "" && isMoreIndented(line[0]);
		result += prefix + (!prevMoreIndented && !moreIndented && line !== "" ? "\n" : "") + foldLine(line, width);
		prevMoreIndented = moreIndented;
	}
	return result;
}
var CHARACTERS_TO_ESCAPE = /["\\\x00-\x1F\x7F-\xA0\u2028\u2029\uD800-\uDFFF\uFEFF\uFFFE\uFFFF]/gu;
function escapeCharacter(character) {
	switch (character) {
		case "\0": return "\\0";
		case "\x07": return "\\a";
		case "\b": return "\\b";
		case "	": return "\\t";
		case "\n": return "\\n";
		case "\v": return "\\v";
		case "\f": return "\\f";
		case "\r": return "\\r";
		case "\x1B": return "\\e";
		case "\"": return "\\\"";
		case "\\": return "\\\\";
		case "": return "\\N";
		case "\xA0": return "\\_";
		case "\u2028": return "\\L";
		case "\u2029": return "\\P";
	}
	const code = character.charCodeAt(0);
	const hex = code.toString(16).toUpperCase();
	if (code <= 255) return `\\x${"0".repeat(2 - hex.length)}${hex}`;
	return `\\u${"0".repeat(4 - hex.length)}${hex}`;
}
function escapeString(string) {
	return string.replace(CHARACTERS_TO_ESCAPE, escapeCharacter);
}
//#endregion
//#region src/ast/presenter.ts
var CHAR_LINE_FEED = 10;
var DEFAULT_PRESENTER_OPTIONS = {
	indent: 2,
	seqNoIndent: false,
	seqInlineFirst: true,
	lineWidth: 80,
	flowBracketPadding: false,
	flowSkipCommaSpace: false,
	flowSkipColonSpace: false,
	quoteFlowKeys: false,
	quoteStyle: "single",
	forceQuotes: false,
	scalarStyleRules: Object.keys(DEFAULT_SCALAR_STYLE_RULES).map((name) => Reflect.get(DEFAULT_SCALAR_STYLE_RULES, name)),
	tagBeforeAnchor: false
};
function nodeTagShort(node) {
	return node.tagged ? node.tag : tagNameShort(node.tag);
}
function createPresenterState(options) {
	const opts = {
		...DEFAULT_PRESENTER_OPTIONS,
		...options
	};
	if (opts.flowSkipColonSpace) opts.quoteFlowKeys = true;
	return {
		...opts,
		defaultScalarTagName: opts.schema.defaultScalarTag.tagName,
		openEnded: false
	};
}
function generateNextLine(state, level) {
	return `\n${" ".repeat(state.indent * level)}`;
}
function scalarLayout(state, node, parent, level, isKey, flowOnly) {
	return {
		node,
		parent,
		level,
		isKey,
		flowOnly,
		shiftOfParent: level === 0 ? -1 : state.indent * (level - 1),
		shiftOfContent: state.indent * Math.max(1, level),
		shiftOfFirstLine: level === 0 ? 0 : state.indent * level,
		presenterOptions: state,
		allowedStylesMask: 0,
		style: node.style
	};
}
function writeFlowSequence(state, level, node) {
	let result = "";
	for (let index = 0, length = node.items.length; index < length; index += 1) {
		const item = writeNode(state, level, node.items[index], node, {}).text;
		if (index > 0) result += `,${!state.flowSkipCommaSpace ? " " : ""}`;
		result += item;
	}
	const pad = state.flowBracketPadding && node.items.length > 0 ? " " : "";
	return `[${pad}${result}${pad}]`;
}
function writeBlockSequence(state, level, node, compact) {
	let result = "";
	for (let index = 0, length = node.items.length; index < length; index += 1) {
		const item = writeNode(state, level + 1, node.items[index], node, {
			block: true,
			compact: state.seqInlineFirst,
			isblockseq: true
		}).text;
		if (!compact || result !== "") result += generateNextLine(state, level);
		if (item === "" || CHAR_LINE_FEED === item.charCodeAt(0)) result += "-";
		else result += "- ";
		result += item;
	}
	return result;
}
function writeFlowMapping(state, level, node) {
	let result = "";
	for (const { key, value } of node.items) {
		let pairBuffer = "";
		if (result !== "") pairBuffer += `,${!state.flowSkipCommaSpace ? " " : ""}`;
		const keyRender = writeNode(state, level, key, node, { iskey: true });
		const keyText = keyRender.text;
		const valueText = writeNode(state, level, value, node, {}).text;
		const sep = state.flowSkipColonSpace || valueText === "" ? "" : " ";
		const keyIsBareProps = key.kind === "scalar" && keyRender.noBody && (key.tagged || key.anchor !== void 0);
		const keyColonSep = key.kind === "alias" || keyIsBareProps ? " " : "";
		pairBuffer += `${keyText}${keyColonSep}:${sep}${valueText}`;
		result += pairBuffer;
	}
	const pad = state.flowBracketPadding && result !== "" ? " " : "";
	return `{${pad}${result}${pad}}`;
}
function writeBlockMapping(state, level, node, compact) {
	let result = "";
	for (let index = 0, length = node.items.length; index < length; index += 1) {
		let pairBuffer = "";
		if (!compact || result !== "") pairBuffer += generateNextLine(state, level);
		const { key, value } = node.items[index];
		const keyIsBlock = (key.kind === "mapping" || key.kind === "sequence") && key.style === COLLECTION_STYLE.BLOCK && key.items.length !== 0 || key.kind === "scalar" && (key.style === SCALAR_STYLE.LITERAL_BLOCK || key.style === SCALAR_STYLE.FOLDED_BLOCK);
		const keyRender = keyIsBlock ? writeNode(state, level + 1, key, node, {
			block: true,
			compact: true,
			isblockseq: !cannotBeCompact(state, key, level + 1)
		}) : writeNode(state, level + 1, key, node, {
			block: true,
			compact: true,
			iskey: true
		});
		const keyText = keyRender.text;
		const keyHasLineBreak = key.kind === "scalar" && key.value.indexOf("\n") !== -1;
		const keyIsTooLong = keyText.length > 1024 && /^[\s\S]{1025}/u.test(keyText);
		const explicitPair = keyIsBlock || keyHasLineBreak || keyIsTooLong;
		if (explicitPair) {
			if (keyText && CHAR_LINE_FEED === keyText.charCodeAt(0)) pairBuffer += "?";
			else pairBuffer += "? ";
		}
		pairBuffer += keyText;
		if (explicitPair) pairBuffer += generateNextLine(state, level);
		const valueText = writeNode(state, level + 1, value, node, {
			block: true,
			compact: explicitPair,
			isblockseq: explicitPair && !cannotBeCompact(state, value, level + 1)
		}).text;
		const keyIsBareProps = key.kind === "scalar" && keyRender.noBody && (key.tagged || key.anchor !== void 0);
		const keyColonSep = !explicitPair && (key.kind === "alias" || keyIsBareProps) ? " " : "";
		if (valueText === "" || CHAR_LINE_FEED === valueText.charCodeAt(0)) pairBuffer += `${keyColonSep}:`;
		else pairBuffer += `${keyColonSep}: `;
		pairBuffer += valueText;
		result += pairBuffer;
	}
	return result;
}
function cannotBeCompact(state, node, level) {
	if (node.kind === "alias") return true;
	return node.tagged || node.anchor !== void 0 || state.indent < 2 && level > 0;
}
function writeNode(state, level, node, parent, ctx) {
	if (node.kind === "alias") {
		state.openEnded = false;
		return {
			text: `*${node.anchor}`,
			noBody: false
		};
	}
	const { block = false, iskey = false, isblockseq = false } = ctx;
	let compact = ctx.compact ?? false;
	const hasAnchor = node.anchor !== void 0;
	if (cannotBeCompact(state, node, level)) compact = false;
	let body;
	let shouldPrintTag = node.tagged;
	const useBlockCollection = block && (node.kind === "mapping" || node.kind === "sequence") && node.style === COLLECTION_STYLE.BLOCK && node.items.length !== 0;
	if (node.kind === "mapping") {
		if (useBlockCollection) body = writeBlockMapping(state, level, node, compact);
		else body = writeFlowMapping(state, level, node);
	} else if (node.kind === "sequence") {
		if (useBlockCollection) {
			if (state.seqNoIndent && !isblockseq && level > 0) body = writeBlockSequence(state, level - 1, node, compact);
			else body = writeBlockSequence(state, level, node, compact);
		} else body = writeFlowSequence(state, level, node);
	} else {
		const layout = scalarLayout(state, node, parent, level, iskey, !block);
		detectAllowedStyles(layout);
		for (const rule of state.scalarStyleRules) rule(layout);
		body = renderScalar(layout);
		state.openEnded = (layout.style === SCALAR_STYLE.LITERAL_BLOCK || layout.style === SCALAR_STYLE.FOLDED_BLOCK) && (node.value === "\n" || node.value.endsWith("\n\n"));
		shouldPrintTag = node.tagged || body === "" && layout.flowOnly && parent?.kind === "sequence" && !hasAnchor || layout.style !== SCALAR_STYLE.PLAIN && node.tag !== state.defaultScalarTagName;
	}
	if ((node.kind === "mapping" || node.kind === "sequence") && !useBlockCollection) state.openEnded = false;
	if (useBlockCollection && compact && level > 0 && state.indent > 2) body = `${" ".repeat(state.indent - 2)}${body}`;
	const noBody = body === "";
	let text = body;
	if (shouldPrintTag || hasAnchor) {
		const props = [];
		const tag = shouldPrintTag ? nodeTagShort(node) : null;
		const anchor = hasAnchor ? `&${node.anchor}` : null;
		if (state.tagBeforeAnchor) {
			if (tag !== null) props.push(tag);
			if (anchor !== null) props.push(anchor);
		} else {
			if (anchor !== null) props.push(anchor);
			if (tag !== null) props.push(tag);
		}
		const sep = body === "" || body.charCodeAt(0) === CHAR_LINE_FEED ? "" : " ";
		text = `${props.join(" ")}${sep}${body}`;
	}
	return {
		text,
		noBody
	};
}
function rootStartsOwnLine(node) {
	return (node.kind === "sequence" || node.kind === "mapping") && node.style === COLLECTION_STYLE.BLOCK && node.items.length !== 0 && !node.tagged && node.anchor === void 0;
}
function writeDocumentDirectives(doc) {
	let result = "";
	for (const directive of doc.directives) {
		if (directive.kind === "yaml") {
			result += `%YAML ${directive.version}\n`;
			continue;
		}
		const { handle, prefix } = directive;
		result += `%TAG ${handle} ${prefix}\n`;
	}
	return result;
}
/**
* Build YAML from AST.
*
* @category AST
*/
function present(documents, options) {
	const state = createPresenterState(options);
	let result = "";
	let previousEnded = false;
	for (let index = 0; index < documents.length; index += 1) {
		const doc = documents[index];
		state.openEnded = false;
		const directives = writeDocumentDirectives(doc);
		const hasDirectives = directives !== "";
		const marker = doc.explicitStart || hasDirectives || index > 0 && !previousEnded;
		result += directives;
		if (doc.contents === null) {
			if (marker) result += "---\n";
		} else if (marker) {
			const body = writeNode(state, 0, doc.contents, null, {
				block: true,
				compact: true
			}).text;
			const sep = body === "" ? "" : hasDirectives || rootStartsOwnLine(doc.contents) ? "\n" : " ";
			result += `---${sep}${body}\n`;
		} else result += writeNode(state, 0, doc.contents, null, {
			block: true,
			compact: true
		}).text + "\n";
		previousEnded = doc.explicitEnd || state.openEnded;
		if (previousEnded) result += "...\n";
	}
	return result;
}
//#endregion
//#region src/dump.ts
var DEFAULT_DUMP_OPTIONS = {
	...DEFAULT_PRESENTER_OPTIONS,
	schema: DUMP_SCHEMA,
	skipInvalid: false,
	noRefs: false,
	flowLevel: -1,
	sortKeys: false,
	transform: () => {}
};
function defaultCompareFn(a, b) {
	const x = String(a);
	const y = String(b);
	if (x < y) return -1;
	if (x > y) return 1;
	return 0;
}
/**
* Serializes JS object as a YAML document. By default it can dump every
* supported YAML type, so it throws an exception if you try to dump regexps or
* functions. However, you can disable exceptions by setting the
* {@link DumpOptions.skipInvalid} option to `true`.
*
* @category Main
*/
function dump(input, options = {}) {
	const opts = {
		...DEFAULT_DUMP_OPTIONS,
		...options
	};
	const documents = jsToAst(input, opts.schema, {
		noRefs: opts.noRefs,
		skipInvalid: opts.skipInvalid
	});
	if (opts.flowLevel >= 0) visit(documents, (node, ctx) => {
		if (ctx.depth < opts.flowLevel) return;
		if (node.kind === "sequence" || node.kind === "mapping") node.style = COLLECTION_STYLE.FLOW;
		return VISIT_SKIP;
	});
	if (opts.sortKeys) {
		const compareFn = opts.sortKeys === true ? defaultCompareFn : opts.sortKeys;
		visit(documents, (node) => {
			if (node.kind !== "mapping") return;
			node.items.sort((a, b) => compareFn(a.key.kind === "scalar" ? a.key.value : "", b.key.kind === "scalar" ? b.key.value : ""));
		});
	}
	opts.transform(documents);
	return present(documents, {
		...pick(opts, Object.keys(DEFAULT_PRESENTER_OPTIONS)),
		schema: opts.schema
	});
}
//#endregion
//#region src/ast/from_events.ts
var NO_RANGE = (/* unused pure expression or super */ null && (-1));
function eventPosition(event) {
	if ("tagStart" in event && event.tagStart !== NO_RANGE) return event.tagStart;
	if ("anchorStart" in event && event.anchorStart !== NO_RANGE) return event.anchorStart;
	if ("valueStart" in event && event.valueStart !== NO_RANGE) return event.valueStart;
	if ("start" in event) return event.start;
	return 0;
}
function rawTag(state, event) {
	return event.tagStart === NO_RANGE ? "" : state.source.slice(event.tagStart, event.tagEnd);
}
function anchorName(state, event) {
	return event.anchorStart === NO_RANGE ? void 0 : state.source.slice(event.anchorStart, event.anchorEnd);
}
function buildScalar(state, event) {
	const value = getScalarValue(state.source, event);
	const raw = rawTag(state, event);
	let tag;
	let tagged = false;
	if (raw !== "") {
		tagged = true;
		tag = raw;
	} else if (event.style === SCALAR_STYLE.PLAIN) tag = state.schema.resolveImplicitScalarTag(value).tag.tagName;
	else tag = state.schema.defaultScalarTag.tagName;
	return {
		kind: "scalar",
		tag,
		tagged,
		style: event.style,
		anchor: anchorName(state, event),
		value
	};
}
function buildCollection(state, event, defaultTagName) {
	const raw = rawTag(state, event);
	let tag;
	let tagged = false;
	if (raw === "") tag = defaultTagName;
	else {
		tag = raw;
		tagged = true;
	}
	return {
		tag,
		tagged,
		style: event.style,
		anchor: anchorName(state, event)
	};
}
function addNode(state, node) {
	const frame = state.frames[state.frames.length - 1];
	if (frame.kind === "document") frame.doc.contents = node;
	else if (frame.kind === "sequence") frame.node.items.push(node);
	else if (frame.key) {
		frame.node.items.push({
			key: frame.key,
			value: node
		});
		frame.key = null;
	} else frame.key = node;
}
/**
* Builds an AST from parser events
*
* @category AST
*/
function eventsToAst(events, options) {
	const state = {
		source: options.source,
		schema: options.schema,
		eventIndex: 0,
		position: 0,
		frames: [],
		documents: []
	};
	while (state.eventIndex < events.length) {
		const event = events[state.eventIndex++];
		state.position = eventPosition(event);
		switch (event.type) {
			case EVENT_ID.DOCUMENT: {
				const doc = {
					contents: null,
					explicitStart: event.explicitStart,
					explicitEnd: event.explicitEnd,
					directives: event.directives
				};
				state.frames.push({
					kind: "document",
					doc
				});
				break;
			}
			case EVENT_ID.SCALAR:
				addNode(state, buildScalar(state, event));
				break;
			case EVENT_ID.SEQUENCE: {
				const { tag, tagged, style, anchor } = buildCollection(state, event, "tag:yaml.org,2002:seq");
				const node = {
					kind: "sequence",
					tag,
					tagged,
					style,
					anchor,
					items: []
				};
				state.frames.push({
					kind: "sequence",
					node
				});
				break;
			}
			case EVENT_ID.MAPPING: {
				const { tag, tagged, style, anchor } = buildCollection(state, event, "tag:yaml.org,2002:map");
				const node = {
					kind: "mapping",
					tag,
					tagged,
					style,
					anchor,
					items: []
				};
				state.frames.push({
					kind: "mapping",
					node,
					key: null
				});
				break;
			}
			case EVENT_ID.ALIAS:
				addNode(state, {
					kind: "alias",
					anchor: state.source.slice(event.anchorStart, event.anchorEnd)
				});
				break;
			case EVENT_ID.POP: {
				const frame = state.frames.pop();
				if (frame.kind === "mapping" && frame.key) throw new Error("incomplete mapping pair in event stream");
				if (frame.kind === "document") state.documents.push(frame.doc);
				else addNode(state, frame.node);
				break;
			}
		}
	}
	return state.documents;
}
//#endregion
//#region src/index.ts
/** @deprecated Use `EVENT_ID.DOCUMENT` instead. @internal */
var EVENT_DOCUMENT = EVENT_ID.DOCUMENT;
/** @deprecated Use `EVENT_ID.SEQUENCE` instead. @internal */
var EVENT_SEQUENCE = EVENT_ID.SEQUENCE;
/** @deprecated Use `EVENT_ID.MAPPING` instead. @internal */
var EVENT_MAPPING = EVENT_ID.MAPPING;
/** @deprecated Use `EVENT_ID.SCALAR` instead. @internal */
var EVENT_SCALAR = EVENT_ID.SCALAR;
/** @deprecated Use `EVENT_ID.ALIAS` instead. @internal */
var EVENT_ALIAS = EVENT_ID.ALIAS;
/** @deprecated Use `EVENT_ID.POP` instead. @internal */
var EVENT_POP = EVENT_ID.POP;
/** @deprecated Use `SCALAR_STYLE.PLAIN` instead. @internal */
var SCALAR_STYLE_PLAIN = SCALAR_STYLE.PLAIN;
/** @deprecated Use `SCALAR_STYLE.SINGLE_QUOTED` instead. @internal */
var SCALAR_STYLE_SINGLE_QUOTED = SCALAR_STYLE.SINGLE_QUOTED;
/** @deprecated Use `SCALAR_STYLE.DOUBLE_QUOTED` instead. @internal */
var SCALAR_STYLE_DOUBLE_QUOTED = SCALAR_STYLE.DOUBLE_QUOTED;
/** @deprecated Use `SCALAR_STYLE.LITERAL_BLOCK` instead. @internal */
var SCALAR_STYLE_LITERAL_BLOCK = SCALAR_STYLE.LITERAL_BLOCK;
/** @deprecated Use `SCALAR_STYLE.FOLDED_BLOCK` instead. @internal */
var SCALAR_STYLE_FOLDED_BLOCK = SCALAR_STYLE.FOLDED_BLOCK;
/** @deprecated Use `COLLECTION_STYLE.BLOCK` instead. @internal */
var COLLECTION_STYLE_BLOCK = COLLECTION_STYLE.BLOCK;
/** @deprecated Use `COLLECTION_STYLE.FLOW` instead. @internal */
var COLLECTION_STYLE_FLOW = COLLECTION_STYLE.FLOW;
/** @deprecated Use `CHOMPING_MODE.CLIP` instead. @internal */
var CHOMPING_CLIP = CHOMPING_MODE.CLIP;
/** @deprecated Use `CHOMPING_MODE.STRIP` instead. @internal */
var CHOMPING_STRIP = CHOMPING_MODE.STRIP;
/** @deprecated Use `CHOMPING_MODE.KEEP` instead. @internal */
var CHOMPING_KEEP = CHOMPING_MODE.KEEP;
//#endregion


//# sourceMappingURL=js-yaml.mjs.map
;// CONCATENATED MODULE: ./build/src/core/ids.js
/** The checks that exist or are planned, by the word that is theirs everywhere. A config may hold all of them. */
const CHECK_IDS = [
    'dependency-audit',
    'license-compliance',
    'certificate-expiry',
    'backup-verification',
];

// EXTERNAL MODULE: ./build/src/core/suggest.js
var suggest = __nccwpck_require__(9235);
;// CONCATENATED MODULE: ./build/src/shell/config.js





const MAX_BYTES = 1024 * 1024;
function mappingOf(value) {
    const isMapping = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isMapping ? new Map(Object.entries(value)) : undefined;
}
function parseYaml(path, bytes) {
    if (bytes.length > MAX_BYTES)
        throw new errors/* ConfigError */.xL([`${path} is larger than 1 MB`]);
    try {
        const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
        // The core schema: dates stay text, and nothing is made but text, numbers, booleans, lists and mappings.
        return text.trim() === '' ? {} : load(text, { filename: path, maxAliases: 100 });
    }
    catch (thrown) {
        throw new errors/* ConfigError */.xL([`${path} is not valid YAML: ${(0,errors/* messageOf */.bD)(thrown)}`]);
    }
}
/** Reads the configuration file; one ConfigError holds every mistake of its top level. */
function parseConfig(path, bytes) {
    const top = mappingOf(parseYaml(path, bytes) ?? {});
    if (!top)
        throw new errors/* ConfigError */.xL([`${path} must hold a mapping of checks to their options`]);
    const known = [...CHECK_IDS, 'waivers'];
    const problems = [];
    const sections = new Map();
    for (const [key, value] of top) {
        if (!known.includes(key))
            problems.push(`unknown key "${key}" in ${path}${(0,suggest/* didYouMean */.a)(key, known)}; known: ${known.join(', ')}`);
        if (key === 'waivers' || !known.includes(key))
            continue;
        const section = mappingOf(value ?? {});
        if (section)
            sections.set(key, section);
        else
            problems.push(`${key} in ${path} must be a mapping of options, not ${(0,parsers/* quote */.hD)(value)}`);
    }
    const waivers = top.get('waivers') ?? [];
    if (!Array.isArray(waivers))
        problems.push(`waivers in ${path} must be a list, not ${(0,parsers/* quote */.hD)(waivers)}`);
    if (problems.length > 0)
        throw new errors/* ConfigError */.xL(problems);
    return { path, sections, waivers: waivers };
}

;// CONCATENATED MODULE: ./build/src/shell/waivers.js



const SHARED = ['check', 'rule', 'reason', 'until'];
function textIn(fields, key) {
    const value = fields[key];
    return typeof value === 'string' ? value.trim() : '';
}
/** A rule that is named must be one: read as none, it would widen the waiver to all of them. */
function ruleProblems(check, rule) {
    const rules = Object.keys(check.rules);
    if (typeof rule === 'string' && rules.includes(rule.trim()))
        return [];
    const hint = typeof rule === 'string' ? (0,suggest/* didYouMean */.a)(rule, rules) : '';
    return [`rule must be one of ${rules.join(', ')}, not ${(0,parsers/* quote */.hD)(rule)}${hint}`];
}
function problemsOf(check, fields) {
    const known = [...SHARED, ...Object.keys(check.waiverKeys)];
    const until = textIn(fields, 'until');
    const isDay = /^\d{4}-\d{2}-\d{2}$/.test(until) && (0,parsers/* momentOf */.Et)(until) !== undefined;
    const keys = Object.entries(check.waiverKeys).flatMap(([name, key]) => {
        const value = textIn(fields, name);
        if (value === '')
            return key.required || name in fields ? [`${name} is required and must be text`] : [];
        const problem = key.problem(value);
        return problem === undefined ? [] : [`${name}: ${problem}`];
    });
    return [
        ...Object.keys(fields)
            .filter((key) => !known.includes(key))
            .map((key) => `unknown key "${key}"${(0,suggest/* didYouMean */.a)(key, known)}; known: ${known.join(', ')}`),
        ...(textIn(fields, 'reason') === '' ? ['reason is required: why is this fine?'] : []),
        ...(isDay ? [] : ['until is required and must be a day like 2027-01-31']),
        ...('rule' in fields ? ruleProblems(check, fields['rule']) : []),
        ...keys,
    ];
}
function waiverOf(check, fields, path) {
    const keys = Object.keys(check.waiverKeys).flatMap((name) => {
        const value = textIn(fields, name);
        return value === '' ? [] : [[name, value]];
    });
    const rule = textIn(fields, 'rule');
    return {
        check: check.id,
        ...(rule === '' ? {} : { rule }),
        reason: textIn(fields, 'reason'),
        until: textIn(fields, 'until'),
        keys: Object.fromEntries(keys),
        path,
    };
}
/** The waivers of one check, and every mistake in them; those of the other checks are theirs to read. */
function parseWaivers(config, check) {
    const waivers = [];
    const problems = [];
    for (const [index, entry] of config.waivers.entries()) {
        const place = `waiver ${index + 1} in ${config.path}`;
        if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
            problems.push(`${place} must be a mapping, not ${(0,parsers/* quote */.hD)(entry)}`);
            continue;
        }
        const fields = entry;
        const id = textIn(fields, 'check');
        if (!CHECK_IDS.includes(id)) {
            problems.push(`${place}: check must be one of ${CHECK_IDS.join(', ')}, not ${(0,parsers/* quote */.hD)(fields['check'] ?? null)}${(0,suggest/* didYouMean */.a)(id, CHECK_IDS)}`);
        }
        if (id !== check.id)
            continue;
        const wrong = problemsOf(check, fields);
        problems.push(...wrong.map((problem) => `${place}: ${problem}`));
        if (wrong.length === 0)
            waivers.push(waiverOf(check, fields, config.path));
    }
    return { waivers, problems };
}

;// CONCATENATED MODULE: ./build/src/shell/setup.js






/** A value that must be known before the rest can be read. */
function given(place, name) {
    const value = place.values.get(name);
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : core_options/* SHARED */.SG[name].default;
}
function mistakesOf(step) {
    try {
        step();
        return [];
    }
    catch (thrown) {
        if (thrown instanceof errors/* ConfigError */.xL)
            return thrown.problems;
        throw thrown;
    }
}
/** What is wrong with what was typed, whatever the configuration file says. */
function placeMistakes(tables, place) {
    return [...new Set(tables.flatMap((table) => mistakesOf(() => (0,core_options/* parseOptions */.Ac)(table, [place]))))];
}
/** Takes a step that may end in a ConfigError, and then adds every other mistake in what was typed. */
async function withMistakes(others, step) {
    try {
        return await step();
    }
    catch (thrown) {
        if (thrown instanceof errors/* ConfigError */.xL)
            throw new errors/* ConfigError */.xL([...new Set([...others(), ...thrown.problems])]);
        throw thrown;
    }
}
/** The way from a root to the directory checked, with `/`; empty where they are one, or it lies elsewhere. */
function folderFrom(root, path) {
    const way = (0,external_node_path_.relative)(root, (0,external_node_path_.resolve)(root, path)).split(external_node_path_.sep).join('/');
    return way.startsWith('..') || (0,external_node_path_.isAbsolute)(way) ? '' : way;
}
/** The directory to check, absolute. */
function directoryOf(place, cwd) {
    const path = given(place, 'path');
    const directory = (0,external_node_path_.resolve)(cwd, path);
    if (!isDirectory(directory))
        throw new errors/* ConfigError */.xL([`${place.label('path')} "${path}" is no directory`]);
    return directory;
}
async function readFrom(tree, path) {
    const bytes = await tree.read(path);
    return bytes && parseConfig(path, bytes);
}
function required(config, place, path) {
    if (!config && place.values.has('config'))
        throw new errors/* ConfigError */.xL([`${place.label('config')} "${path}" does not exist`]);
    return { config, notes: [], gaps: [] };
}
/**
 * Reads the configuration: of a change (a pull request, a merge queue) the base's, so that a change cannot
 * loosen the policy that judges it. Where the base has none, the head's without its waivers, and that is said.
 */
async function readConfig(place, head, repository) {
    const path = given(place, 'config');
    try {
        return await findConfig(path, place, head, repository);
    }
    catch (thrown) {
        if (!(thrown instanceof errors/* RunError */.e4))
            throw thrown;
        const reason = `it could not be read: ${thrown.message}`;
        return { config: undefined, notes: [], gaps: [{ target: path, subject: path, reason }] };
    }
}
async function findConfig(path, place, head, repository) {
    const base = await repository.base('');
    if (base.kind === 'none')
        return required(await readFrom(head, path), place, path);
    const old = base.kind === 'found' ? await readFrom(base.tree, path) : undefined;
    if (old)
        return {
            config: old,
            notes: [{ subject: path, text: 'Read from the base, not from the change.' }],
            gaps: [],
        };
    const own = required(await readFrom(head, path), place, path).config;
    if (!own)
        return { config: undefined, notes: [], gaps: [] };
    const config = { ...own, waivers: [] };
    if (base.kind === 'found') {
        const text = 'The base has none, so the change’s own was read, without its waivers: they count once it is merged.';
        return { config, notes: [{ subject: path, text }], gaps: [] };
    }
    const reason = `the base's could not be read (${base.reason}), and a change does not decide its own policy`;
    return { config, notes: [], gaps: [{ target: path, subject: path, reason }] };
}
/** One check's options and waivers; every mistake of all of them in one ConfigError. */
function setUp(check, place, config) {
    const problems = [];
    let options;
    try {
        options = (0,core_options/* parseOptions */.Ac)(check.options, [place, ...sectionOf(check, config)]);
        problems.push(...check.problems({ ...options }));
    }
    catch (thrown) {
        if (!(thrown instanceof errors/* ConfigError */.xL))
            throw thrown;
        problems.push(...thrown.problems);
    }
    const read = config ? parseWaivers(config, check) : { waivers: [], problems: [] };
    problems.push(...read.problems);
    if (!options || problems.length > 0)
        throw new errors/* ConfigError */.xL(problems);
    return { options, waivers: read.waivers };
}
function sectionOf(check, config) {
    const values = config?.sections.get(check.id);
    if (!config || !values)
        return [];
    return [{ origin: 'config', values, label: (name) => `${check.id}.${name} in ${config.path}` }];
}

;// CONCATENATED MODULE: external "node:os"
const external_node_os_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:os");
;// CONCATENATED MODULE: external "node:http"
const external_node_http_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:http");
;// CONCATENATED MODULE: external "node:https"
const external_node_https_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:https");
;// CONCATENATED MODULE: external "node:net"
const external_node_net_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:net");
;// CONCATENATED MODULE: external "node:tls"
const external_node_tls_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:tls");
;// CONCATENATED MODULE: external "node:url"
const external_node_url_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:url");
;// CONCATENATED MODULE: ./build/src/adapters/proxy.js






function variable(env, name) {
    return env[name.toLowerCase()]?.trim() || env[name]?.trim() || undefined;
}
/** A host without the brackets that an IPv6 address has in a URL. */
function bare(host) {
    return host.replace(/^\[(.*)\]$/, '$1');
}
/** Whether NO_PROXY excepts a URL: `*`, a host, a suffix (`.test`, `*.test`, `test`), each with or without a port. */
function isExcepted(url, noProxy) {
    const port = url.port || (url.protocol === 'https:' ? '443' : '80');
    const host = bare(url.hostname.toLowerCase());
    return noProxy
        .toLowerCase()
        .split(/[\s,]+/)
        .filter((rule) => rule !== '')
        .some((rule) => {
        const [, name = '', rulePort] = (0,external_node_net_namespaceObject.isIP)(rule) === 6 ? ['', rule] : (/^(.*?)(?::(\d+))?$/.exec(rule) ?? []);
        const suffix = bare(name).replace(/^\*?\.?/, '');
        const isHost = name === '*' || host === suffix || host.endsWith(`.${suffix}`);
        return isHost && (rulePort === undefined || rulePort === port);
    });
}
/**
 * The proxy that the environment names for a URL, if any (the usual HTTPS_PROXY, HTTP_PROXY, NO_PROXY). Throws a
 * RunError where it is of a kind that we do not speak; its text, which may hold a password, is not repeated.
 */
function proxyFor(url, env) {
    const name = url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY';
    const value = variable(env, name);
    if (value === undefined || isExcepted(url, variable(env, 'NO_PROXY') ?? ''))
        return undefined;
    const text = /^[a-z][a-z\d+.-]*:\/\//i.test(value) ? value : `http://${value}`;
    const proxy = URL.canParse(text) ? new URL(text) : undefined;
    if (proxy?.protocol === 'http:' || proxy?.protocol === 'https:')
        return proxy;
    throw new errors/* RunError */.e4(`${name} names no http or https proxy`);
}
function decoded(text) {
    try {
        return decodeURIComponent(text);
    }
    catch {
        return text;
    }
}
function authorization(proxy) {
    if (proxy.username === '' && proxy.password === '')
        return {};
    const text = `${decoded(proxy.username)}:${decoded(proxy.password)}`;
    return { 'proxy-authorization': `Basic ${Buffer.from(text).toString('base64')}` };
}
function requester({ protocol }) {
    return protocol === 'https:' ? external_node_https_namespaceObject.request : external_node_http_namespaceObject.request;
}
/**
 * The way to a URL, through the proxy that the environment names: https by CONNECT (RFC 9110, 9.3.6), http in the
 * absolute form (RFC 9112, 3.2.2), as most proxies allow CONNECT to port 443 alone.
 */
async function routeTo(url, env, signal) {
    const proxy = proxyFor(url, env);
    const direct = (0,external_node_url_namespaceObject.urlToHttpOptions)(url);
    if (!proxy)
        return { request: requester(url), options: direct, headers: {} };
    if (url.protocol === 'https:') {
        const socket = await openTunnel(proxy, url, signal);
        const host = bare(url.hostname);
        const createConnection = () => (0,external_node_tls_namespaceObject.connect)({ socket, host, ...((0,external_node_net_namespaceObject.isIP)(host) ? {} : { servername: host }) });
        return { request: external_node_https_namespaceObject.request, options: { ...direct, defaultPort: 443, createConnection }, headers: {} };
    }
    return {
        request: requester(proxy),
        options: { ...address(proxy), path: `${url.origin}${direct.path}` },
        headers: { host: url.host, ...authorization(proxy) },
    };
}
/** Where a proxy is. Node would take the server's name out of the Host header, which names the one behind it. */
function address(proxy) {
    const host = bare(proxy.hostname);
    const port = proxy.port || (proxy.protocol === 'https:' ? 443 : 80);
    return { host, port, servername: (0,external_node_net_namespaceObject.isIP)(host) ? '' : host };
}
function openTunnel(proxy, url, signal) {
    const path = `${url.hostname}:${url.port || 443}`;
    const headers = { host: path, ...authorization(proxy) };
    return new Promise((done, fail) => {
        const options = { ...address(proxy), method: 'CONNECT', path, headers, agent: false, signal };
        const sent = requester(proxy)(options);
        sent.on('connect', ({ statusCode = 0 }, socket) => {
            if (statusCode >= 200 && statusCode < 300)
                return done(socket);
            socket.destroy();
            fail(statusCode === 407 ? unauthorized() : new Error(`the proxy answered ${statusCode}`));
        });
        sent.on('error', (error) => fail(new Error(`the proxy: ${error.message}`)));
        sent.on('close', () => fail(new Error('the proxy closed the connection')));
        sent.end();
    });
}
/** A proxy's 407: another try would end the same way. */
function unauthorized() {
    return new errors/* RunError */.e4('the proxy wants another user and password (http://user:password@host:port)');
}

;// CONCATENATED MODULE: ./build/src/adapters/http.js


const ATTEMPTS = 3;
const REDIRECTS = 3;
const RETRIED = new Set([408, 425, 429, 500, 502, 503, 504]);
const CUT_OFF = 'the answer was cut off';
/** A fault that a second try may mend. */
class TransportError extends Error {
}
async function readAnswer(response, limit, host) {
    const chunks = [];
    let size = 0;
    for await (const chunk of response) {
        size += chunk.length;
        if (size > limit)
            throw new errors/* RunError */.e4(`${host} answered with more than ${limit} bytes`);
        chunks.push(chunk);
    }
    if (!response.complete)
        throw new Error(CUT_OFF);
    const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
    return {
        status: response.statusCode ?? 0,
        headers: Object.fromEntries(headers),
        body: Buffer.concat(chunks),
    };
}
function exchange(wanted, route, host, signal) {
    const { method, body, limit } = wanted;
    const headers = { 'user-agent': 'upkeep', ...wanted.headers, ...route.headers };
    return new Promise((done, fail) => {
        const sent = route.request({ ...route.options, method, headers, signal }, (response) => {
            done(readAnswer(response, limit, host));
        });
        sent.on('error', fail);
        // Node reports no error where a server answers 101 unasked: without this nobody would ever hear of it.
        sent.on('close', () => fail(new Error(CUT_OFF)));
        sent.end(body);
    });
}
/** What happened, in words: Node says `aborted` for several things, and nothing where several addresses refused. */
function faultOf({ message, code }, signal) {
    if (signal.aborted)
        return 'no answer in time';
    return message === 'aborted' ? CUT_OFF : message || (code ?? 'no reason given');
}
async function send(wanted, url, signal, env) {
    try {
        const response = await exchange(wanted, await routeTo(url, env, signal), url.host, signal);
        if (response.status === 407)
            throw unauthorized();
        return response;
    }
    catch (thrown) {
        throw thrown instanceof errors/* RunError */.e4 ? thrown : new TransportError(faultOf(thrown, signal));
    }
}
/** Follows redirects within the origin alone, so that no header reaches another host. */
async function follow(wanted, milliseconds, env) {
    const signal = AbortSignal.timeout(Math.ceil(milliseconds));
    let url = new URL(wanted.url);
    for (let hops = 0; hops <= REDIRECTS; hops++) {
        const response = await send(wanted, url, signal, env);
        const location = response.headers['location'];
        if (![301, 302, 303, 307, 308].includes(response.status) || location === undefined)
            return response;
        if (!URL.canParse(location, url.href))
            throw new errors/* RunError */.e4(`${url.host} redirects to what is no URL`);
        const next = new URL(location, url);
        if (next.origin !== url.origin)
            throw new errors/* RunError */.e4(`${url.host} redirects to another host, ${next.host}`);
        url = next;
    }
    throw new errors/* RunError */.e4(`${url.host} redirects in circles`);
}
const DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)/;
/** Milliseconds that the server asks to wait (RFC 9110, 10.2.3); undefined where it says nothing sensible. */
function retryAfter(header, now) {
    if (header === undefined)
        return undefined;
    if (/^\d+$/.test(header))
        return Number(header) * 1000;
    const date = DATE.test(header) ? Date.parse(header) : Number.NaN;
    return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
/** The host of a URL; a RunError where it is none that we could ask. */
function hostOf(text) {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url?.protocol === 'http:' || url?.protocol === 'https:')
        return url.host;
    throw new errors/* RunError */.e4(`${text.replace(/\/\/[^/]*@/, '//')} is no http or https URL`);
}
/**
 * The one HTTP client: proxy-aware, with a deadline over everything, three attempts with growing, jittered
 * pauses, and a limit on the body. Every request is a read and may be repeated, the POSTs too.
 */
function httpClient({ env, now, wait, random }) {
    return async (wanted) => {
        const end = now() + wanted.deadline;
        const host = hostOf(wanted.url);
        let last = '';
        for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
            const left = end - now();
            if (left <= 0)
                break;
            let pause = 500 * 2 ** attempt * (0.5 + random());
            try {
                const response = await follow(wanted, left, env);
                if (!RETRIED.has(response.status) || attempt === ATTEMPTS)
                    return response;
                last = `status ${response.status}`;
                pause = Math.max(pause, retryAfter(response.headers['retry-after'], now()) ?? 0);
            }
            catch (thrown) {
                if (!(thrown instanceof TransportError))
                    throw thrown;
                last = (0,errors/* messageOf */.bD)(thrown);
            }
            if (now() + pause >= end)
                break;
            if (attempt < ATTEMPTS)
                await wait(pause);
        }
        throw new errors/* RunError */.e4(`${host} could not be asked: ${last || 'no answer in time'}`);
    };
}

;// CONCATENATED MODULE: external "node:module"
const external_node_module_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:module");
;// CONCATENATED MODULE: external "node:worker_threads"
const external_node_worker_threads_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("node:worker_threads");
;// CONCATENATED MODULE: ./build/src/adapters/license-checker.js




/**
 * license-checker throws out of reach of any `catch` when a package.json is odd (`"licenses": [null]`): in a thread
 * of its own that ends the thread, not the process.
 */
const SCRIPT = `
const { parentPort, workerData } = require('node:worker_threads')
require(workerData.file).init({ start: workerData.start }, (error, packages) =>
  parentPort.postMessage(error ? { error: error.message } : { packages }))`;
/** Where license-checker is: a file of its own, half a second and 500 KB that most runs never need. */
function locate(file) {
    try {
        return (0,external_node_module_namespaceObject.createRequire)(import.meta.url).resolve(file);
    }
    catch (thrown) {
        throw new errors/* RunError */.e4(`license-checker could not be loaded: ${(0,errors/* messageOf */.bD)(thrown)}`);
    }
}
function ask(file, start) {
    return new Promise((done, fail) => {
        const worker = new external_node_worker_threads_namespaceObject.Worker(SCRIPT, {
            eval: true,
            execArgv: ['--no-deprecation'],
            env: {},
            workerData: { file, start },
        });
        worker.on('message', done);
        worker.on('error', fail);
        worker.on('exit', () => fail(new Error('it ended without an answer')));
    });
}
/**
 * What license-checker sees in the tree that is installed at a directory. Its `failOn` and `onlyAllow` are never
 * used: they match parts of words, stop at the first hit and end the process.
 */
async function checkInstalled(file, start) {
    const { error, packages = {} } = await ask(locate(file), start).catch((thrown) => ({ error: (0,errors/* messageOf */.bD)(thrown) }));
    if (error !== undefined)
        throw new errors/* RunError */.e4(`license-checker failed: ${error}`);
    const all = Object.entries(packages).map(([id, found]) => ({
        name: id.slice(0, id.lastIndexOf('@')),
        version: id.slice(id.lastIndexOf('@') + 1),
        path: (0,external_node_path_.relative)(start, found.path ?? start)
            .split(external_node_path_.sep)
            .join('/'),
        licenses: found.licenses,
        isPrivate: found.private === true,
    }));
    return all.sort((a, b) => (a.path < b.path ? -1 : 1));
}

;// CONCATENATED MODULE: external "string_decoder"
const external_string_decoder_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("string_decoder");
;// CONCATENATED MODULE: external "events"
const external_events_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("events");
;// CONCATENATED MODULE: external "child_process"
const external_child_process_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("child_process");
;// CONCATENATED MODULE: external "assert"
const external_assert_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("assert");
;// CONCATENATED MODULE: ./node_modules/@actions/io/lib/io-util.js
var io_util_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};


const { chmod, copyFile, lstat, mkdir, open: io_util_open, readdir, rename, rm, rmdir, stat, symlink, unlink } = external_fs_namespaceObject.promises;
// export const {open} = 'fs'
const IS_WINDOWS = process.platform === 'win32';
/**
 * Custom implementation of readlink to ensure Windows junctions
 * maintain trailing backslash for backward compatibility with Node.js < 24
 *
 * In Node.js 20, Windows junctions (directory symlinks) always returned paths
 * with trailing backslashes. Node.js 24 removed this behavior, which breaks
 * code that relied on this format for path operations.
 *
 * This implementation restores the Node 20 behavior by adding a trailing
 * backslash to all junction results on Windows.
 */
function readlink(fsPath) {
    return io_util_awaiter(this, void 0, void 0, function* () {
        const result = yield fs.promises.readlink(fsPath);
        // On Windows, restore Node 20 behavior: add trailing backslash to all results
        // since junctions on Windows are always directory links
        if (IS_WINDOWS && !result.endsWith('\\')) {
            return `${result}\\`;
        }
        return result;
    });
}
// See https://github.com/nodejs/node/blob/d0153aee367422d0858105abec186da4dff0a0c5/deps/uv/include/uv/win.h#L691
const UV_FS_O_EXLOCK = 0x10000000;
const READONLY = external_fs_namespaceObject.constants.O_RDONLY;
function exists(fsPath) {
    return io_util_awaiter(this, void 0, void 0, function* () {
        try {
            yield stat(fsPath);
        }
        catch (err) {
            if (err.code === 'ENOENT') {
                return false;
            }
            throw err;
        }
        return true;
    });
}
function io_util_isDirectory(fsPath_1) {
    return io_util_awaiter(this, arguments, void 0, function* (fsPath, useStat = false) {
        const stats = useStat ? yield stat(fsPath) : yield lstat(fsPath);
        return stats.isDirectory();
    });
}
/**
 * On OSX/Linux, true if path starts with '/'. On Windows, true for paths like:
 * \, \hello, \\hello\share, C:, and C:\hello (and corresponding alternate separator cases).
 */
function isRooted(p) {
    p = normalizeSeparators(p);
    if (!p) {
        throw new Error('isRooted() parameter "p" cannot be empty');
    }
    if (IS_WINDOWS) {
        return (p.startsWith('\\') || /^[A-Z]:/i.test(p) // e.g. \ or \hello or \\hello
        ); // e.g. C: or C:\hello
    }
    return p.startsWith('/');
}
/**
 * Best effort attempt to determine whether a file exists and is executable.
 * @param filePath    file path to check
 * @param extensions  additional file extensions to try
 * @return if file exists and is executable, returns the file path. otherwise empty string.
 */
function tryGetExecutablePath(filePath, extensions) {
    return io_util_awaiter(this, void 0, void 0, function* () {
        let stats = undefined;
        try {
            // test file exists
            stats = yield stat(filePath);
        }
        catch (err) {
            if (err.code !== 'ENOENT') {
                // eslint-disable-next-line no-console
                console.log(`Unexpected error attempting to determine if executable file exists '${filePath}': ${err}`);
            }
        }
        if (stats && stats.isFile()) {
            if (IS_WINDOWS) {
                // on Windows, test for valid extension
                const upperExt = external_path_namespaceObject.extname(filePath).toUpperCase();
                if (extensions.some(validExt => validExt.toUpperCase() === upperExt)) {
                    return filePath;
                }
            }
            else {
                if (isUnixExecutable(stats)) {
                    return filePath;
                }
            }
        }
        // try each extension
        const originalFilePath = filePath;
        for (const extension of extensions) {
            filePath = originalFilePath + extension;
            stats = undefined;
            try {
                stats = yield stat(filePath);
            }
            catch (err) {
                if (err.code !== 'ENOENT') {
                    // eslint-disable-next-line no-console
                    console.log(`Unexpected error attempting to determine if executable file exists '${filePath}': ${err}`);
                }
            }
            if (stats && stats.isFile()) {
                if (IS_WINDOWS) {
                    // preserve the case of the actual file (since an extension was appended)
                    try {
                        const directory = external_path_namespaceObject.dirname(filePath);
                        const upperName = external_path_namespaceObject.basename(filePath).toUpperCase();
                        for (const actualName of yield readdir(directory)) {
                            if (upperName === actualName.toUpperCase()) {
                                filePath = external_path_namespaceObject.join(directory, actualName);
                                break;
                            }
                        }
                    }
                    catch (err) {
                        // eslint-disable-next-line no-console
                        console.log(`Unexpected error attempting to determine the actual case of the file '${filePath}': ${err}`);
                    }
                    return filePath;
                }
                else {
                    if (isUnixExecutable(stats)) {
                        return filePath;
                    }
                }
            }
        }
        return '';
    });
}
function normalizeSeparators(p) {
    p = p || '';
    if (IS_WINDOWS) {
        // convert slashes on Windows
        p = p.replace(/\//g, '\\');
        // remove redundant slashes
        return p.replace(/\\\\+/g, '\\');
    }
    // remove redundant slashes
    return p.replace(/\/\/+/g, '/');
}
// on Mac/Linux, test the execute bit
//     R   W  X  R  W X R W X
//   256 128 64 32 16 8 4 2 1
function isUnixExecutable(stats) {
    return ((stats.mode & 1) > 0 ||
        ((stats.mode & 8) > 0 &&
            process.getgid !== undefined &&
            stats.gid === process.getgid()) ||
        ((stats.mode & 64) > 0 &&
            process.getuid !== undefined &&
            stats.uid === process.getuid()));
}
// Get the path of cmd.exe in windows
function getCmdPath() {
    var _a;
    return (_a = process.env['COMSPEC']) !== null && _a !== void 0 ? _a : `cmd.exe`;
}
//# sourceMappingURL=io-util.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/io/lib/io.js
var io_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};



/**
 * Copies a file or folder.
 * Based off of shelljs - https://github.com/shelljs/shelljs/blob/9237f66c52e5daa40458f94f9565e18e8132f5a6/src/cp.js
 *
 * @param     source    source path
 * @param     dest      destination path
 * @param     options   optional. See CopyOptions.
 */
function cp(source_1, dest_1) {
    return io_awaiter(this, arguments, void 0, function* (source, dest, options = {}) {
        const { force, recursive, copySourceDirectory } = readCopyOptions(options);
        const destStat = (yield ioUtil.exists(dest)) ? yield ioUtil.stat(dest) : null;
        // Dest is an existing file, but not forcing
        if (destStat && destStat.isFile() && !force) {
            return;
        }
        // If dest is an existing directory, should copy inside.
        const newDest = destStat && destStat.isDirectory() && copySourceDirectory
            ? path.join(dest, path.basename(source))
            : dest;
        if (!(yield ioUtil.exists(source))) {
            throw new Error(`no such file or directory: ${source}`);
        }
        const sourceStat = yield ioUtil.stat(source);
        if (sourceStat.isDirectory()) {
            if (!recursive) {
                throw new Error(`Failed to copy. ${source} is a directory, but tried to copy without recursive flag.`);
            }
            else {
                yield cpDirRecursive(source, newDest, 0, force);
            }
        }
        else {
            if (path.relative(source, newDest) === '') {
                // a file cannot be copied to itself
                throw new Error(`'${newDest}' and '${source}' are the same file`);
            }
            yield io_copyFile(source, newDest, force);
        }
    });
}
/**
 * Moves a path.
 *
 * @param     source    source path
 * @param     dest      destination path
 * @param     options   optional. See MoveOptions.
 */
function mv(source_1, dest_1) {
    return io_awaiter(this, arguments, void 0, function* (source, dest, options = {}) {
        if (yield ioUtil.exists(dest)) {
            let destExists = true;
            if (yield ioUtil.isDirectory(dest)) {
                // If dest is directory copy src into dest
                dest = path.join(dest, path.basename(source));
                destExists = yield ioUtil.exists(dest);
            }
            if (destExists) {
                if (options.force == null || options.force) {
                    yield rmRF(dest);
                }
                else {
                    throw new Error('Destination already exists');
                }
            }
        }
        yield mkdirP(path.dirname(dest));
        yield ioUtil.rename(source, dest);
    });
}
/**
 * Remove a path recursively with force
 *
 * @param inputPath path to remove
 */
function rmRF(inputPath) {
    return io_awaiter(this, void 0, void 0, function* () {
        if (ioUtil.IS_WINDOWS) {
            // Check for invalid characters
            // https://docs.microsoft.com/en-us/windows/win32/fileio/naming-a-file
            if (/[*"<>|]/.test(inputPath)) {
                throw new Error('File path must not contain `*`, `"`, `<`, `>` or `|` on Windows');
            }
        }
        try {
            // note if path does not exist, error is silent
            yield ioUtil.rm(inputPath, {
                force: true,
                maxRetries: 3,
                recursive: true,
                retryDelay: 300
            });
        }
        catch (err) {
            throw new Error(`File was unable to be removed ${err}`);
        }
    });
}
/**
 * Make a directory.  Creates the full path with folders in between
 * Will throw if it fails
 *
 * @param   fsPath        path to create
 * @returns Promise<void>
 */
function mkdirP(fsPath) {
    return io_awaiter(this, void 0, void 0, function* () {
        ok(fsPath, 'a path argument must be provided');
        yield ioUtil.mkdir(fsPath, { recursive: true });
    });
}
/**
 * Returns path of a tool had the tool actually been invoked.  Resolves via paths.
 * If you check and the tool does not exist, it will throw.
 *
 * @param     tool              name of the tool
 * @param     check             whether to check if tool exists
 * @returns   Promise<string>   path to tool
 */
function which(tool, check) {
    return io_awaiter(this, void 0, void 0, function* () {
        if (!tool) {
            throw new Error("parameter 'tool' is required");
        }
        // recursive when check=true
        if (check) {
            const result = yield which(tool, false);
            if (!result) {
                if (IS_WINDOWS) {
                    throw new Error(`Unable to locate executable file: ${tool}. Please verify either the file path exists or the file can be found within a directory specified by the PATH environment variable. Also verify the file has a valid extension for an executable file.`);
                }
                else {
                    throw new Error(`Unable to locate executable file: ${tool}. Please verify either the file path exists or the file can be found within a directory specified by the PATH environment variable. Also check the file mode to verify the file is executable.`);
                }
            }
            return result;
        }
        const matches = yield findInPath(tool);
        if (matches && matches.length > 0) {
            return matches[0];
        }
        return '';
    });
}
/**
 * Returns a list of all occurrences of the given tool on the system path.
 *
 * @returns   Promise<string[]>  the paths of the tool
 */
function findInPath(tool) {
    return io_awaiter(this, void 0, void 0, function* () {
        if (!tool) {
            throw new Error("parameter 'tool' is required");
        }
        // build the list of extensions to try
        const extensions = [];
        if (IS_WINDOWS && process.env['PATHEXT']) {
            for (const extension of process.env['PATHEXT'].split(external_path_namespaceObject.delimiter)) {
                if (extension) {
                    extensions.push(extension);
                }
            }
        }
        // if it's rooted, return it if exists. otherwise return empty.
        if (isRooted(tool)) {
            const filePath = yield tryGetExecutablePath(tool, extensions);
            if (filePath) {
                return [filePath];
            }
            return [];
        }
        // if any path separators, return empty
        if (tool.includes(external_path_namespaceObject.sep)) {
            return [];
        }
        // build the list of directories
        //
        // Note, technically "where" checks the current directory on Windows. From a toolkit perspective,
        // it feels like we should not do this. Checking the current directory seems like more of a use
        // case of a shell, and the which() function exposed by the toolkit should strive for consistency
        // across platforms.
        const directories = [];
        if (process.env.PATH) {
            for (const p of process.env.PATH.split(external_path_namespaceObject.delimiter)) {
                if (p) {
                    directories.push(p);
                }
            }
        }
        // find all matches
        const matches = [];
        for (const directory of directories) {
            const filePath = yield tryGetExecutablePath(external_path_namespaceObject.join(directory, tool), extensions);
            if (filePath) {
                matches.push(filePath);
            }
        }
        return matches;
    });
}
function readCopyOptions(options) {
    const force = options.force == null ? true : options.force;
    const recursive = Boolean(options.recursive);
    const copySourceDirectory = options.copySourceDirectory == null
        ? true
        : Boolean(options.copySourceDirectory);
    return { force, recursive, copySourceDirectory };
}
function cpDirRecursive(sourceDir, destDir, currentDepth, force) {
    return io_awaiter(this, void 0, void 0, function* () {
        // Ensure there is not a run away recursive copy
        if (currentDepth >= 255)
            return;
        currentDepth++;
        yield mkdirP(destDir);
        const files = yield ioUtil.readdir(sourceDir);
        for (const fileName of files) {
            const srcFile = `${sourceDir}/${fileName}`;
            const destFile = `${destDir}/${fileName}`;
            const srcFileStat = yield ioUtil.lstat(srcFile);
            if (srcFileStat.isDirectory()) {
                // Recurse
                yield cpDirRecursive(srcFile, destFile, currentDepth, force);
            }
            else {
                yield io_copyFile(srcFile, destFile, force);
            }
        }
        // Change the mode for the newly created directory
        yield ioUtil.chmod(destDir, (yield ioUtil.stat(sourceDir)).mode);
    });
}
// Buffered file copy
function io_copyFile(srcFile, destFile, force) {
    return io_awaiter(this, void 0, void 0, function* () {
        if ((yield ioUtil.lstat(srcFile)).isSymbolicLink()) {
            // unlink/re-link it
            try {
                yield ioUtil.lstat(destFile);
                yield ioUtil.unlink(destFile);
            }
            catch (e) {
                // Try to override file permission
                if (e.code === 'EPERM') {
                    yield ioUtil.chmod(destFile, '0666');
                    yield ioUtil.unlink(destFile);
                }
                // other errors = it doesn't exist, no work to do
            }
            // Copy over symlink
            const symlinkFull = yield ioUtil.readlink(srcFile);
            yield ioUtil.symlink(symlinkFull, destFile, ioUtil.IS_WINDOWS ? 'junction' : null);
        }
        else if (!(yield ioUtil.exists(destFile)) || force) {
            yield ioUtil.copyFile(srcFile, destFile);
        }
    });
}
//# sourceMappingURL=io.js.map
;// CONCATENATED MODULE: external "timers"
const external_timers_namespaceObject = __WEBPACK_EXTERNAL_createRequire(import.meta.url)("timers");
;// CONCATENATED MODULE: ./node_modules/@actions/exec/lib/toolrunner.js
var toolrunner_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};







/* eslint-disable @typescript-eslint/unbound-method */
const toolrunner_IS_WINDOWS = process.platform === 'win32';
/*
 * Class for running command line tools. Handles quoting and arg parsing in a platform agnostic way.
 */
class ToolRunner extends external_events_namespaceObject.EventEmitter {
    constructor(toolPath, args, options) {
        super();
        if (!toolPath) {
            throw new Error("Parameter 'toolPath' cannot be null or empty.");
        }
        this.toolPath = toolPath;
        this.args = args || [];
        this.options = options || {};
    }
    _debug(message) {
        if (this.options.listeners && this.options.listeners.debug) {
            this.options.listeners.debug(message);
        }
    }
    _getCommandString(options, noPrefix) {
        const toolPath = this._getSpawnFileName();
        const args = this._getSpawnArgs(options);
        let cmd = noPrefix ? '' : '[command]'; // omit prefix when piped to a second tool
        if (toolrunner_IS_WINDOWS) {
            // Windows + cmd file
            if (this._isCmdFile()) {
                cmd += toolPath;
                for (const a of args) {
                    cmd += ` ${a}`;
                }
            }
            // Windows + verbatim
            else if (options.windowsVerbatimArguments) {
                cmd += `"${toolPath}"`;
                for (const a of args) {
                    cmd += ` ${a}`;
                }
            }
            // Windows (regular)
            else {
                cmd += this._windowsQuoteCmdArg(toolPath);
                for (const a of args) {
                    cmd += ` ${this._windowsQuoteCmdArg(a)}`;
                }
            }
        }
        else {
            // OSX/Linux - this can likely be improved with some form of quoting.
            // creating processes on Unix is fundamentally different than Windows.
            // on Unix, execvp() takes an arg array.
            cmd += toolPath;
            for (const a of args) {
                cmd += ` ${a}`;
            }
        }
        return cmd;
    }
    _processLineBuffer(data, strBuffer, onLine) {
        try {
            let s = strBuffer + data.toString();
            let n = s.indexOf(external_os_namespaceObject.EOL);
            while (n > -1) {
                const line = s.substring(0, n);
                onLine(line);
                // the rest of the string ...
                s = s.substring(n + external_os_namespaceObject.EOL.length);
                n = s.indexOf(external_os_namespaceObject.EOL);
            }
            return s;
        }
        catch (err) {
            // streaming lines to console is best effort.  Don't fail a build.
            this._debug(`error processing line. Failed with error ${err}`);
            return '';
        }
    }
    _getSpawnFileName() {
        if (toolrunner_IS_WINDOWS) {
            if (this._isCmdFile()) {
                return process.env['COMSPEC'] || 'cmd.exe';
            }
        }
        return this.toolPath;
    }
    _getSpawnArgs(options) {
        if (toolrunner_IS_WINDOWS) {
            if (this._isCmdFile()) {
                let argline = `/D /S /C "${this._windowsQuoteCmdArg(this.toolPath)}`;
                for (const a of this.args) {
                    argline += ' ';
                    argline += options.windowsVerbatimArguments
                        ? a
                        : this._windowsQuoteCmdArg(a);
                }
                argline += '"';
                return [argline];
            }
        }
        return this.args;
    }
    _endsWith(str, end) {
        return str.endsWith(end);
    }
    _isCmdFile() {
        const upperToolPath = this.toolPath.toUpperCase();
        return (this._endsWith(upperToolPath, '.CMD') ||
            this._endsWith(upperToolPath, '.BAT'));
    }
    _windowsQuoteCmdArg(arg) {
        // for .exe, apply the normal quoting rules that libuv applies
        if (!this._isCmdFile()) {
            return this._uvQuoteCmdArg(arg);
        }
        // otherwise apply quoting rules specific to the cmd.exe command line parser.
        // the libuv rules are generic and are not designed specifically for cmd.exe
        // command line parser.
        //
        // for a detailed description of the cmd.exe command line parser, refer to
        // http://stackoverflow.com/questions/4094699/how-does-the-windows-command-interpreter-cmd-exe-parse-scripts/7970912#7970912
        // need quotes for empty arg
        if (!arg) {
            return '""';
        }
        // determine whether the arg needs to be quoted
        const cmdSpecialChars = [
            ' ',
            '\t',
            '&',
            '(',
            ')',
            '[',
            ']',
            '{',
            '}',
            '^',
            '=',
            ';',
            '!',
            "'",
            '+',
            ',',
            '`',
            '~',
            '|',
            '<',
            '>',
            '"'
        ];
        let needsQuotes = false;
        for (const char of arg) {
            if (cmdSpecialChars.some(x => x === char)) {
                needsQuotes = true;
                break;
            }
        }
        // short-circuit if quotes not needed
        if (!needsQuotes) {
            return arg;
        }
        // the following quoting rules are very similar to the rules that by libuv applies.
        //
        // 1) wrap the string in quotes
        //
        // 2) double-up quotes - i.e. " => ""
        //
        //    this is different from the libuv quoting rules. libuv replaces " with \", which unfortunately
        //    doesn't work well with a cmd.exe command line.
        //
        //    note, replacing " with "" also works well if the arg is passed to a downstream .NET console app.
        //    for example, the command line:
        //          foo.exe "myarg:""my val"""
        //    is parsed by a .NET console app into an arg array:
        //          [ "myarg:\"my val\"" ]
        //    which is the same end result when applying libuv quoting rules. although the actual
        //    command line from libuv quoting rules would look like:
        //          foo.exe "myarg:\"my val\""
        //
        // 3) double-up slashes that precede a quote,
        //    e.g.  hello \world    => "hello \world"
        //          hello\"world    => "hello\\""world"
        //          hello\\"world   => "hello\\\\""world"
        //          hello world\    => "hello world\\"
        //
        //    technically this is not required for a cmd.exe command line, or the batch argument parser.
        //    the reasons for including this as a .cmd quoting rule are:
        //
        //    a) this is optimized for the scenario where the argument is passed from the .cmd file to an
        //       external program. many programs (e.g. .NET console apps) rely on the slash-doubling rule.
        //
        //    b) it's what we've been doing previously (by deferring to node default behavior) and we
        //       haven't heard any complaints about that aspect.
        //
        // note, a weakness of the quoting rules chosen here, is that % is not escaped. in fact, % cannot be
        // escaped when used on the command line directly - even though within a .cmd file % can be escaped
        // by using %%.
        //
        // the saving grace is, on the command line, %var% is left as-is if var is not defined. this contrasts
        // the line parsing rules within a .cmd file, where if var is not defined it is replaced with nothing.
        //
        // one option that was explored was replacing % with ^% - i.e. %var% => ^%var^%. this hack would
        // often work, since it is unlikely that var^ would exist, and the ^ character is removed when the
        // variable is used. the problem, however, is that ^ is not removed when %* is used to pass the args
        // to an external program.
        //
        // an unexplored potential solution for the % escaping problem, is to create a wrapper .cmd file.
        // % can be escaped within a .cmd file.
        let reverse = '"';
        let quoteHit = true;
        for (let i = arg.length; i > 0; i--) {
            // walk the string in reverse
            reverse += arg[i - 1];
            if (quoteHit && arg[i - 1] === '\\') {
                reverse += '\\'; // double the slash
            }
            else if (arg[i - 1] === '"') {
                quoteHit = true;
                reverse += '"'; // double the quote
            }
            else {
                quoteHit = false;
            }
        }
        reverse += '"';
        return reverse.split('').reverse().join('');
    }
    _uvQuoteCmdArg(arg) {
        // Tool runner wraps child_process.spawn() and needs to apply the same quoting as
        // Node in certain cases where the undocumented spawn option windowsVerbatimArguments
        // is used.
        //
        // Since this function is a port of quote_cmd_arg from Node 4.x (technically, lib UV,
        // see https://github.com/nodejs/node/blob/v4.x/deps/uv/src/win/process.c for details),
        // pasting copyright notice from Node within this function:
        //
        //      Copyright Joyent, Inc. and other Node contributors. All rights reserved.
        //
        //      Permission is hereby granted, free of charge, to any person obtaining a copy
        //      of this software and associated documentation files (the "Software"), to
        //      deal in the Software without restriction, including without limitation the
        //      rights to use, copy, modify, merge, publish, distribute, sublicense, and/or
        //      sell copies of the Software, and to permit persons to whom the Software is
        //      furnished to do so, subject to the following conditions:
        //
        //      The above copyright notice and this permission notice shall be included in
        //      all copies or substantial portions of the Software.
        //
        //      THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
        //      IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
        //      FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
        //      AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
        //      LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING
        //      FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS
        //      IN THE SOFTWARE.
        if (!arg) {
            // Need double quotation for empty argument
            return '""';
        }
        if (!arg.includes(' ') && !arg.includes('\t') && !arg.includes('"')) {
            // No quotation needed
            return arg;
        }
        if (!arg.includes('"') && !arg.includes('\\')) {
            // No embedded double quotes or backslashes, so I can just wrap
            // quote marks around the whole thing.
            return `"${arg}"`;
        }
        // Expected input/output:
        //   input : hello"world
        //   output: "hello\"world"
        //   input : hello""world
        //   output: "hello\"\"world"
        //   input : hello\world
        //   output: hello\world
        //   input : hello\\world
        //   output: hello\\world
        //   input : hello\"world
        //   output: "hello\\\"world"
        //   input : hello\\"world
        //   output: "hello\\\\\"world"
        //   input : hello world\
        //   output: "hello world\\" - note the comment in libuv actually reads "hello world\"
        //                             but it appears the comment is wrong, it should be "hello world\\"
        let reverse = '"';
        let quoteHit = true;
        for (let i = arg.length; i > 0; i--) {
            // walk the string in reverse
            reverse += arg[i - 1];
            if (quoteHit && arg[i - 1] === '\\') {
                reverse += '\\';
            }
            else if (arg[i - 1] === '"') {
                quoteHit = true;
                reverse += '\\';
            }
            else {
                quoteHit = false;
            }
        }
        reverse += '"';
        return reverse.split('').reverse().join('');
    }
    _cloneExecOptions(options) {
        options = options || {};
        const result = {
            cwd: options.cwd || process.cwd(),
            env: options.env || process.env,
            silent: options.silent || false,
            windowsVerbatimArguments: options.windowsVerbatimArguments || false,
            failOnStdErr: options.failOnStdErr || false,
            ignoreReturnCode: options.ignoreReturnCode || false,
            delay: options.delay || 10000
        };
        result.outStream = options.outStream || process.stdout;
        result.errStream = options.errStream || process.stderr;
        return result;
    }
    _getSpawnOptions(options, toolPath) {
        options = options || {};
        const result = {};
        result.cwd = options.cwd;
        result.env = options.env;
        result['windowsVerbatimArguments'] =
            options.windowsVerbatimArguments || this._isCmdFile();
        if (options.windowsVerbatimArguments) {
            result.argv0 = `"${toolPath}"`;
        }
        return result;
    }
    /**
     * Exec a tool.
     * Output will be streamed to the live console.
     * Returns promise with return code
     *
     * @param     tool     path to tool to exec
     * @param     options  optional exec options.  See ExecOptions
     * @returns   number
     */
    exec() {
        return toolrunner_awaiter(this, void 0, void 0, function* () {
            // root the tool path if it is unrooted and contains relative pathing
            if (!isRooted(this.toolPath) &&
                (this.toolPath.includes('/') ||
                    (toolrunner_IS_WINDOWS && this.toolPath.includes('\\')))) {
                // prefer options.cwd if it is specified, however options.cwd may also need to be rooted
                this.toolPath = external_path_namespaceObject.resolve(process.cwd(), this.options.cwd || process.cwd(), this.toolPath);
            }
            // if the tool is only a file name, then resolve it from the PATH
            // otherwise verify it exists (add extension on Windows if necessary)
            this.toolPath = yield which(this.toolPath, true);
            return new Promise((resolve, reject) => toolrunner_awaiter(this, void 0, void 0, function* () {
                this._debug(`exec tool: ${this.toolPath}`);
                this._debug('arguments:');
                for (const arg of this.args) {
                    this._debug(`   ${arg}`);
                }
                const optionsNonNull = this._cloneExecOptions(this.options);
                if (!optionsNonNull.silent && optionsNonNull.outStream) {
                    optionsNonNull.outStream.write(this._getCommandString(optionsNonNull) + external_os_namespaceObject.EOL);
                }
                const state = new ExecState(optionsNonNull, this.toolPath);
                state.on('debug', (message) => {
                    this._debug(message);
                });
                if (this.options.cwd && !(yield exists(this.options.cwd))) {
                    return reject(new Error(`The cwd: ${this.options.cwd} does not exist!`));
                }
                const fileName = this._getSpawnFileName();
                const cp = external_child_process_namespaceObject.spawn(fileName, this._getSpawnArgs(optionsNonNull), this._getSpawnOptions(this.options, fileName));
                let stdbuffer = '';
                if (cp.stdout) {
                    cp.stdout.on('data', (data) => {
                        if (this.options.listeners && this.options.listeners.stdout) {
                            this.options.listeners.stdout(data);
                        }
                        if (!optionsNonNull.silent && optionsNonNull.outStream) {
                            optionsNonNull.outStream.write(data);
                        }
                        stdbuffer = this._processLineBuffer(data, stdbuffer, (line) => {
                            if (this.options.listeners && this.options.listeners.stdline) {
                                this.options.listeners.stdline(line);
                            }
                        });
                    });
                }
                let errbuffer = '';
                if (cp.stderr) {
                    cp.stderr.on('data', (data) => {
                        state.processStderr = true;
                        if (this.options.listeners && this.options.listeners.stderr) {
                            this.options.listeners.stderr(data);
                        }
                        if (!optionsNonNull.silent &&
                            optionsNonNull.errStream &&
                            optionsNonNull.outStream) {
                            const s = optionsNonNull.failOnStdErr
                                ? optionsNonNull.errStream
                                : optionsNonNull.outStream;
                            s.write(data);
                        }
                        errbuffer = this._processLineBuffer(data, errbuffer, (line) => {
                            if (this.options.listeners && this.options.listeners.errline) {
                                this.options.listeners.errline(line);
                            }
                        });
                    });
                }
                cp.on('error', (err) => {
                    state.processError = err.message;
                    state.processExited = true;
                    state.processClosed = true;
                    state.CheckComplete();
                });
                cp.on('exit', (code) => {
                    state.processExitCode = code;
                    state.processExited = true;
                    this._debug(`Exit code ${code} received from tool '${this.toolPath}'`);
                    state.CheckComplete();
                });
                cp.on('close', (code) => {
                    state.processExitCode = code;
                    state.processExited = true;
                    state.processClosed = true;
                    this._debug(`STDIO streams have closed for tool '${this.toolPath}'`);
                    state.CheckComplete();
                });
                state.on('done', (error, exitCode) => {
                    if (stdbuffer.length > 0) {
                        this.emit('stdline', stdbuffer);
                    }
                    if (errbuffer.length > 0) {
                        this.emit('errline', errbuffer);
                    }
                    cp.removeAllListeners();
                    if (error) {
                        reject(error);
                    }
                    else {
                        resolve(exitCode);
                    }
                });
                if (this.options.input) {
                    if (!cp.stdin) {
                        throw new Error('child process missing stdin');
                    }
                    cp.stdin.end(this.options.input);
                }
            }));
        });
    }
}
/**
 * Convert an arg string to an array of args. Handles escaping
 *
 * @param    argString   string of arguments
 * @returns  string[]    array of arguments
 */
function argStringToArray(argString) {
    const args = [];
    let inQuotes = false;
    let escaped = false;
    let arg = '';
    function append(c) {
        // we only escape double quotes.
        if (escaped && c !== '"') {
            arg += '\\';
        }
        arg += c;
        escaped = false;
    }
    for (let i = 0; i < argString.length; i++) {
        const c = argString.charAt(i);
        if (c === '"') {
            if (!escaped) {
                inQuotes = !inQuotes;
            }
            else {
                append(c);
            }
            continue;
        }
        if (c === '\\' && escaped) {
            append(c);
            continue;
        }
        if (c === '\\' && inQuotes) {
            escaped = true;
            continue;
        }
        if (c === ' ' && !inQuotes) {
            if (arg.length > 0) {
                args.push(arg);
                arg = '';
            }
            continue;
        }
        append(c);
    }
    if (arg.length > 0) {
        args.push(arg.trim());
    }
    return args;
}
class ExecState extends external_events_namespaceObject.EventEmitter {
    constructor(options, toolPath) {
        super();
        this.processClosed = false; // tracks whether the process has exited and stdio is closed
        this.processError = '';
        this.processExitCode = 0;
        this.processExited = false; // tracks whether the process has exited
        this.processStderr = false; // tracks whether stderr was written to
        this.delay = 10000; // 10 seconds
        this.done = false;
        this.timeout = null;
        if (!toolPath) {
            throw new Error('toolPath must not be empty');
        }
        this.options = options;
        this.toolPath = toolPath;
        if (options.delay) {
            this.delay = options.delay;
        }
    }
    CheckComplete() {
        if (this.done) {
            return;
        }
        if (this.processClosed) {
            this._setResult();
        }
        else if (this.processExited) {
            this.timeout = (0,external_timers_namespaceObject.setTimeout)(ExecState.HandleTimeout, this.delay, this);
        }
    }
    _debug(message) {
        this.emit('debug', message);
    }
    _setResult() {
        // determine whether there is an error
        let error;
        if (this.processExited) {
            if (this.processError) {
                error = new Error(`There was an error when attempting to execute the process '${this.toolPath}'. This may indicate the process failed to start. Error: ${this.processError}`);
            }
            else if (this.processExitCode !== 0 && !this.options.ignoreReturnCode) {
                error = new Error(`The process '${this.toolPath}' failed with exit code ${this.processExitCode}`);
            }
            else if (this.processStderr && this.options.failOnStdErr) {
                error = new Error(`The process '${this.toolPath}' failed because one or more lines were written to the STDERR stream`);
            }
        }
        // clear the timeout
        if (this.timeout) {
            clearTimeout(this.timeout);
            this.timeout = null;
        }
        this.done = true;
        this.emit('done', error, this.processExitCode);
    }
    static HandleTimeout(state) {
        if (state.done) {
            return;
        }
        if (!state.processClosed && state.processExited) {
            const message = `The STDIO streams did not close within ${state.delay / 1000} seconds of the exit event from process '${state.toolPath}'. This may indicate a child process inherited the STDIO streams and has not yet exited.`;
            state._debug(message);
        }
        state._setResult();
    }
}
//# sourceMappingURL=toolrunner.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/exec/lib/exec.js
var exec_awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};


/**
 * Exec a command.
 * Output will be streamed to the live console.
 * Returns promise with return code
 *
 * @param     commandLine        command to execute (can include additional args). Must be correctly escaped.
 * @param     args               optional arguments for tool. Escaping is handled by the lib.
 * @param     options            optional exec options.  See ExecOptions
 * @returns   Promise<number>    exit code
 */
function exec(commandLine, args, options) {
    return exec_awaiter(this, void 0, void 0, function* () {
        const commandArgs = argStringToArray(commandLine);
        if (commandArgs.length === 0) {
            throw new Error(`Parameter 'commandLine' cannot be null or empty.`);
        }
        // Path to tool to execute should be first arg
        const toolPath = commandArgs[0];
        args = commandArgs.slice(1).concat(args || []);
        const runner = new ToolRunner(toolPath, args, options);
        return runner.exec();
    });
}
/**
 * Exec a command and get the output.
 * Output will be streamed to the live console.
 * Returns promise with the exit code and collected stdout and stderr
 *
 * @param     commandLine           command to execute (can include additional args). Must be correctly escaped.
 * @param     args                  optional arguments for tool. Escaping is handled by the lib.
 * @param     options               optional exec options.  See ExecOptions
 * @returns   Promise<ExecOutput>   exit code, stdout, and stderr
 */
function getExecOutput(commandLine, args, options) {
    return exec_awaiter(this, void 0, void 0, function* () {
        var _a, _b;
        let stdout = '';
        let stderr = '';
        //Using string decoder covers the case where a mult-byte character is split
        const stdoutDecoder = new StringDecoder('utf8');
        const stderrDecoder = new StringDecoder('utf8');
        const originalStdoutListener = (_a = options === null || options === void 0 ? void 0 : options.listeners) === null || _a === void 0 ? void 0 : _a.stdout;
        const originalStdErrListener = (_b = options === null || options === void 0 ? void 0 : options.listeners) === null || _b === void 0 ? void 0 : _b.stderr;
        const stdErrListener = (data) => {
            stderr += stderrDecoder.write(data);
            if (originalStdErrListener) {
                originalStdErrListener(data);
            }
        };
        const stdOutListener = (data) => {
            stdout += stdoutDecoder.write(data);
            if (originalStdoutListener) {
                originalStdoutListener(data);
            }
        };
        const listeners = Object.assign(Object.assign({}, options === null || options === void 0 ? void 0 : options.listeners), { stdout: stdOutListener, stderr: stdErrListener });
        const exitCode = yield exec(commandLine, args, Object.assign(Object.assign({}, options), { listeners }));
        //flush any remaining characters
        stdout += stdoutDecoder.end();
        stderr += stderrDecoder.end();
        return {
            exitCode,
            stdout,
            stderr
        };
    });
}
//# sourceMappingURL=exec.js.map
;// CONCATENATED MODULE: ./build/src/adapters/process.js




/** All that a child gets of our environment, beside PATH: no tokens, nothing that changes what it runs. */
const PASSED = ['HOME', 'TMPDIR', 'TEMP', 'SYSTEMROOT', 'USERPROFILE', 'HTTPS_PROXY', 'NO_PROXY'];
/** Bytes of standard error that are kept: enough to say what went wrong. */
const STDERR_LIMIT = 64 * 1024;
function isTool(path) {
    try {
        (0,external_node_fs_namespaceObject.accessSync)(path, external_node_fs_namespaceObject.constants.X_OK);
        return (0,external_node_fs_namespaceObject.statSync)(path).isFile();
    }
    catch {
        return false;
    }
}
/** Whether a path lies elsewhere than in the workspace, as it is written and where its links lead. */
function isOutside(path, workspace) {
    const isIn = (at, root) => at === root || at.startsWith(root + external_node_path_.sep);
    try {
        return !isIn((0,external_node_path_.resolve)(path), workspace) && !isIn((0,external_node_fs_namespaceObject.realpathSync)(path), (0,external_node_fs_namespaceObject.realpathSync)(workspace));
    }
    catch {
        return false;
    }
}
/** The absolute folders of PATH that do not lie in the workspace: where tools are looked for, by us and by them. */
function foldersOf(env, workspace) {
    const folders = (env['PATH'] ?? env['Path'] ?? '').split(external_node_path_.delimiter);
    return folders.filter((folder) => (0,external_node_path_.isAbsolute)(folder) && isOutside(folder, workspace));
}
function find(tool, env, workspace) {
    const name = env['SYSTEMROOT'] === undefined ? tool : `${tool}.exe`;
    const paths = foldersOf(env, workspace).map((folder) => (0,external_node_path_.join)(folder, name));
    return paths.find((path) => isTool(path) && isOutside(path, workspace));
}
/**
 * Runs short tools that read no standard input (which @actions/exec leaves open): an absolute path, an argument
 * list, an environment of a few names, and as working directory one that the workspace does not control.
 */
function toolRunner(env, workspace, elsewhere) {
    return async (tool, args, environment = {}) => {
        const path = find(tool, env, workspace);
        if (path === undefined)
            return undefined;
        // Node would throw where nobody can catch it (inside @actions/exec).
        if (args.some((arg) => arg.includes('\0')))
            throw new errors/* RunError */.e4(`${tool} was given a NUL character`);
        const passed = PASSED.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
        const stdout = [];
        const stderr = [];
        let left = STDERR_LIMIT;
        try {
            // Not getExecOutput: it decodes what it collects, and a blob's bytes must stay bytes.
            const status = await exec(`"${path.replaceAll('"', '\\"')}"`, [...args], {
                cwd: elsewhere,
                env: {
                    ...Object.fromEntries(passed),
                    PATH: foldersOf(env, workspace).join(external_node_path_.delimiter),
                    LC_ALL: 'C',
                    ...environment,
                },
                silent: true,
                ignoreReturnCode: true,
                listeners: {
                    stdout: (chunk) => stdout.push(chunk),
                    stderr: (chunk) => {
                        stderr.push(chunk.subarray(0, left));
                        left = Math.max(0, left - chunk.length);
                    },
                },
            });
            // A tool that a signal ended has no status (Node says null).
            return {
                status: status ?? 128,
                stdout: Buffer.concat(stdout),
                stderr: Buffer.concat(stderr).toString(),
            };
        }
        catch (thrown) {
            throw new errors/* RunError */.e4(`${tool} could not be run: ${(0,errors/* messageOf */.bD)(thrown)}`);
        }
    };
}

;// CONCATENATED MODULE: ./build/src/adapters/contents.js

const DEADLINE = 60_000;
const contents_LIMIT = 100 * 1024 * 1024;
function encodePath(path) {
    return path.split('/').map(encodeURIComponent).join('/');
}
function contents_faultOf({ status, headers }, api) {
    const isLimited = headers['x-ratelimit-remaining'] === '0' && (status === 403 || status === 429);
    const isRefused = status === 401 || status === 403 || status === 404;
    const hint = isRefused ? '; does the token have contents: read?' : '';
    return `${new URL(api.url).host} answered ${status}${isLimited ? '; the rate limit is used up' : hint}`;
}
/**
 * A commit's files through GitHub's API, for a shallow checkout: "Get a tree" and "Get repository content"
 * (https://docs.github.com/rest/git/trees, https://docs.github.com/rest/repos/contents).
 */
function contentsTree(commit, prefix, api, http) {
    const token = api.token.trim();
    const ask = (path, accept) => http({
        method: 'GET',
        url: `${api.url}/repos/${encodePath(api.repository)}/${path}`,
        headers: {
            accept,
            'x-github-api-version': '2022-11-28',
            ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        },
        deadline: DEADLINE,
        limit: contents_LIMIT,
    });
    let listing;
    const list = async () => {
        const response = await ask(`git/trees/${encodeURIComponent(commit)}?recursive=1`, 'application/vnd.github+json');
        if (response.status !== 200)
            throw new errors/* RunError */.e4(contents_faultOf(response, api));
        return filesOf(response, prefix, api);
    };
    const listOnce = () => {
        listing ??= list();
        return listing;
    };
    return {
        list: async () => ({ files: [...(await listOnce()).keys()].sort(), unreadable: [] }),
        listInstalled: async () => [],
        read: async (path) => {
            const file = (await listOnce()).get(path);
            if (!file)
                return undefined;
            // Of a link that leads to no file, the API sends a description where the content should be.
            if (file.isLink)
                throw new errors/* RunError */.e4(`is a link at ${commit}, which takes a full checkout to follow`);
            const whole = prefix === '' ? path : `${prefix}/${path}`;
            const response = await ask(`contents/${encodePath(whole)}?ref=${encodeURIComponent(commit)}`, 'application/vnd.github.raw+json');
            if (response.status !== 200)
                throw new errors/* RunError */.e4(`cannot be read at ${commit}: ${contents_faultOf(response, api)}`);
            if (response.headers['content-type']?.startsWith('text/html'))
                throw new errors/* RunError */.e4(`cannot be read at ${commit}: ${new URL(api.url).host} answered a web page`);
            return response.body;
        },
    };
}
function filesOf(response, prefix, api) {
    let answer = null;
    try {
        answer = JSON.parse(Buffer.from(response.body).toString('utf8'));
    }
    catch {
        // Said below, like any other answer that is no tree.
    }
    if (!Array.isArray(answer?.tree))
        throw new errors/* RunError */.e4(`${new URL(api.url).host} answered something that is no tree`);
    if (answer.truncated === true)
        throw new errors/* RunError */.e4('the repository is too large for GitHub to list at once');
    const start = prefix === '' ? '' : `${prefix}/`;
    const entries = answer.tree.flatMap((entry) => {
        const path = entry?.type === 'blob' && typeof entry.path === 'string' ? entry.path : undefined;
        if (!path?.startsWith(start) || /(^|\/)node_modules\//.test(path))
            return [];
        return [[path.slice(start.length), { isLink: entry?.mode === '120000' }]];
    });
    return new Map(entries);
}

;// CONCATENATED MODULE: ./build/src/adapters/event.js
function at(payload, ...keys) {
    let value = payload;
    for (const key of keys)
        value = typeof value === 'object' && value !== null ? value[key] : undefined;
    return typeof value === 'string' ? value : '';
}
const SHA = /^[0-9a-f]{40}([0-9a-f]{24})?$/;
/**
 * What a pull request or a merge queue changes against; undefined for every other event
 * (https://docs.github.com/webhooks/webhook-events-and-payloads#pull_request, #merge_group).
 */
function changeOf({ name, payload }) {
    if (name === 'pull_request') {
        return {
            kind: 'pull request',
            base: sha(at(payload, 'pull_request', 'base', 'sha')),
            head: sha(at(payload, 'pull_request', 'head', 'sha')),
        };
    }
    if (name === 'merge_group') {
        return {
            kind: 'merge queue',
            base: sha(at(payload, 'merge_group', 'base_sha')),
            head: sha(at(payload, 'merge_group', 'head_sha')),
        };
    }
    return undefined;
}
function sha(value) {
    return SHA.test(value) ? value : '';
}

;// CONCATENATED MODULE: ./build/src/adapters/git.js


/**
 * The repository decides nothing: no hooks, no monitors, no network (a partial clone would fetch what is
 * missing), and no refusal because somebody else owns the folder, as in a container.
 */
const GUARD = ['-c', 'safe.directory=*', '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null'];
const QUIET = {
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_LAZY_FETCH: '1',
    // A folder's name is no pattern, whatever it begins with.
    GIT_LITERAL_PATHSPECS: '1',
};
/** Git at the root of a repository, or undefined where there is no git. */
async function gitAt(root, run) {
    const git = (...args) => run('git', [...GUARD, '-C', root, ...args], QUIET);
    const line = async (...args) => {
        const ran = await git(...args);
        return ran?.status === 0 ? Buffer.from(ran.stdout).toString('utf8').trim() || undefined : undefined;
    };
    if ((await line('rev-parse', '--git-dir')) === undefined)
        return undefined;
    return {
        commit: (revision) => line('rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`),
        // The commit itself names its parents also where a shallow clone does not have them.
        parents: async (revision) => {
            const text = (await line('cat-file', 'commit', revision)) ?? '';
            const header = text.split('\n\n')[0] ?? '';
            return header
                .split('\n')
                .flatMap((row) => (row.startsWith('parent ') ? [row.slice('parent '.length)] : []));
        },
        mergeBase: (one, other) => line('merge-base', one, other),
        tree: (commit, prefix) => gitTree(commit, prefix, git),
    };
}
/** The files of `ls-tree -r -z` below a prefix; a submodule is a commit there and no file of this repository. */
function readEntries(output, prefix) {
    const start = prefix === '' ? '' : `${prefix}/`;
    const rows = Buffer.from(output).toString('utf8').split('\0');
    const entries = rows.flatMap((row) => {
        const [, mode, object, path] = /^(\d+) blob ([0-9a-f]+)\t(.*)$/s.exec(row) ?? [];
        if (object === undefined || !path?.startsWith(start) || /(^|\/)node_modules\//.test(path))
            return [];
        return [[path.slice(start.length), { object, isLink: mode === '120000' }]];
    });
    return new Map(entries);
}
/** Links that are followed to one file, at most. */
const LINKS = 8;
function gitTree(commit, prefix, git) {
    const list = async () => {
        const where = prefix === '' ? [] : ['--', prefix];
        const ran = await git('ls-tree', '-r', '-z', '--full-tree', commit, ...where);
        if (ran?.status !== 0)
            throw new errors/* RunError */.e4(`git cannot list ${commit}: ${ran?.stderr.trim() ?? 'no git'}`);
        return readEntries(ran.stdout, prefix);
    };
    let entries;
    const listOnce = () => {
        entries ??= list();
        return entries;
    };
    const blob = async (object) => {
        const ran = await git('cat-file', 'blob', object);
        if (ran?.status !== 0)
            throw new errors/* RunError */.e4(`cannot be read from git at ${commit}: ${ran?.stderr.trim() ?? 'no git'}`);
        return ran.stdout;
    };
    const read = async (path, links) => {
        const entry = (await listOnce()).get(path);
        if (!entry?.isLink)
            return entry && blob(entry.object);
        const target = Buffer.from(await blob(entry.object)).toString('utf8');
        const next = external_node_path_.posix.join(external_node_path_.posix.dirname(path), target);
        const isInside = !external_node_path_.posix.isAbsolute(target) && (await listOnce()).has(next);
        if (!isInside || links === 0)
            throw new errors/* RunError */.e4(`is a link to no file of ${commit}`);
        return read(next, links - 1);
    };
    return {
        list: async () => ({ files: [...(await listOnce()).keys()].sort(), unreadable: [] }),
        listInstalled: async () => [],
        read: (path) => read(path, LINKS),
    };
}

;// CONCATENATED MODULE: ./build/src/adapters/repository.js






async function sourcesOf(context) {
    const root = repositoryRoot(context.directory);
    const git = root === undefined ? undefined : await gitAt(root, context.run);
    const prefix = (0,external_node_path_.relative)(root ?? context.workspace, context.directory)
        .split(external_node_path_.sep)
        .join('/');
    return { git, prefix, api: context.api, http: context.http };
}
/** The files of the first tree, and of the second, the same commit, what the first cannot give (a partial clone). */
function eitherTree(first, second) {
    return {
        ...first,
        list: () => first.list().catch(() => second.list()),
        read: (path) => first.read(path).catch(() => second.read(path)),
    };
}
/** A commit's files: from git where it has them, else through the API. */
async function treeAt(commit, sources) {
    const { git, prefix, api, http } = sources;
    const remote = api && contentsTree(commit, prefix, api, http);
    if (!git || (await git.commit(commit)) === undefined)
        return remote;
    const local = git.tree(commit, prefix);
    return remote ? eitherTree(local, remote) : local;
}
/**
 * What the head was made from. GitHub checks out a merge of head and base: its first parent is the base even
 * when the branch has moved since. Else the merge base, else the base's tip of the event.
 */
async function baseCommit(change, git) {
    if (!git)
        return change.base;
    const [first, second] = await git.parents('HEAD');
    if (first !== undefined && second !== undefined && second === change.head)
        return first;
    const known = change.base !== '' && (await git.commit(change.base)) !== undefined;
    return (known ? await git.mergeBase(change.base, 'HEAD') : undefined) ?? change.base;
}
async function found(commit, sources, shown) {
    const tree = await treeAt(commit, sources);
    if (!tree)
        return { kind: 'missing', reason: `${shown} is not in this checkout, and there is no API to ask` };
    try {
        await tree.list();
        return { kind: 'found', ref: shown, tree };
    }
    catch (thrown) {
        return { kind: 'missing', reason: `${shown} is not in this checkout, and ${(0,errors/* messageOf */.bD)(thrown)}` };
    }
}
async function namedBase(wanted, sources) {
    const commit = await sources.git?.commit(wanted);
    const isHash = /^[0-9a-f]{40,64}$/.test(wanted);
    if (commit === undefined && !(isHash && sources.api)) {
        throw new errors/* ConfigError */.xL([
            `base "${wanted}" is no commit of this repository (is the checkout shallow? fetch it, or use fetch-depth: 0)`,
        ]);
    }
    return found(commit ?? wanted, sources, wanted);
}
/** The repository's other commits: by git where it has them, else through GitHub's contents API. */
function repositoryOf(context) {
    const bases = new Map();
    const look = async (wanted) => {
        if (wanted === 'none')
            return { kind: 'none' };
        const sources = await sourcesOf(context);
        if (wanted !== '')
            return namedBase(wanted, sources);
        const change = changeOf(context.event);
        if (!change)
            return { kind: 'none' };
        const commit = await baseCommit(change, sources.git);
        if (commit === '')
            return { kind: 'missing', reason: `the ${change.kind} event names no base` };
        return found(commit, sources, commit.slice(0, 12));
    };
    return {
        // The configuration and every check ask for the same base: one look is enough.
        base: (wanted) => {
            const known = bases.get(wanted) ?? look(wanted);
            bases.set(wanted, known);
            return known;
        },
    };
}

;// CONCATENATED MODULE: ./build/src/shell/world.js






/** Beside every bundle, in a folder of its own: loaded only when it is needed. */
const LICENSE_CHECKER = '../license-checker/index.cjs';
/** The real ports. */
function portsOf({ process, directory, event, token, now, progress }) {
    const { env, cwd } = process;
    const elsewhere = env['RUNNER_TEMP'] || (0,external_node_os_namespaceObject.tmpdir)();
    const clock = () => new Date();
    const http = httpClient({
        env,
        now: () => clock().getTime(),
        wait: (milliseconds) => new Promise((done) => setTimeout(done, milliseconds)),
        random: Math.random,
    });
    const url = env['GITHUB_API_URL'];
    const repository = env['GITHUB_REPOSITORY'];
    // Tools are looked for outside the whole checkout, not only outside the folder that is checked.
    const checkout = repositoryRoot(directory) ?? (env['GITHUB_WORKSPACE'] || directory);
    return {
        tree: diskTree(directory),
        repository: repositoryOf({
            directory,
            workspace: env['GITHUB_WORKSPACE'] || cwd,
            event,
            api: url && repository ? { url: url.replace(/\/+$/, ''), repository, token } : undefined,
            run: toolRunner(env, checkout, elsewhere),
            http,
        }),
        licenseChecker: () => checkInstalled(LICENSE_CHECKER, directory),
        progress,
        clock: () => now ?? clock(),
    };
}

;// CONCATENATED MODULE: ./build/src/shell/check-action.js


















const REFUSED = 'pull_request_target';
const LOG_STYLE = { color: false, width: 0 };
function placeOf(process) {
    return { origin: 'input', values: readInputs(process.env), label: (name) => `input ${name}` };
}
function assertSafe(event) {
    if (event !== REFUSED)
        return;
    throw new errors/* ConfigError */.xL([
        `${REFUSED} is refused: it gives a stranger's change the repository's own token and secrets. Use pull_request, which needs neither.`,
    ]);
}
async function check(subject, place, process, runner) {
    const event = readEvent(process.env);
    assertSafe(event.name);
    const directory = directoryOf(place, process.env['GITHUB_WORKSPACE'] || process.cwd);
    const ports = portsOf({
        process,
        directory,
        event,
        token: place.values.get('github-token')?.toString() ?? '',
        now: (0,parsers/* momentOf */.Et)(given(place, 'now')),
        progress: (text) => runner.print(escape_plain(text)),
    });
    const { config, notes, gaps } = await readConfig(place, ports.tree, ports.repository);
    const { options, waivers } = setUp(subject, place, config);
    const { run, bug } = await runCheck({ check: subject, options, waivers, notes, gaps }, ports);
    return { report: reportOf([run], ports.clock()), options, bug };
}
function reportPath(report, process) {
    const [run] = report.runs;
    return (0,external_node_path_.join)(process.env['RUNNER_TEMP'] || process.cwd, reportFileName(run?.check ?? '', run?.name ?? ''));
}
function effectsOf(subject, { report, options }, process, runner) {
    const base = process.env['GITHUB_WORKSPACE'] || process.cwd;
    const folder = folderFrom(base, options.path);
    const own = { path: reportPath(report, process), text: () => jsonOf(report) };
    const frame = { checks: [subject], style: LOG_STYLE, folder };
    const asked = { path: (0,external_node_path_.resolve)(base, options.output), text: () => render(report, options.format, frame) };
    return [
        ...writeFiles(options.output === '' ? [own] : [own, asked], writeText),
        { what: 'the log', apply: () => runner.print(render(report, 'text', { ...frame, folder: '' })) },
        writeSummary(report, runner),
        writeAnnotations(report, runner, folder),
    ];
}
function writeOutputs(report, path, runner) {
    const [run] = report.runs;
    const completed = run?.status === 'completed' ? run : undefined;
    runner.output('verdict', report.verdict);
    runner.output('report-path', path);
    runner.output('findings', String(countOf(report, 'fail') + countOf(report, 'warn')));
    runner.output('examined', String(completed?.examined ?? 0));
}
function lastWord(report) {
    const [run] = report.runs;
    const gaps = run?.status === 'completed' ? run.gaps.length : 1;
    if (report.verdict === 'fail')
        return `${VERDICT_WORDS.fail}: ${count(countOf(report, 'fail'), 'finding')} must be fixed or waived; see the summary.`;
    return `${VERDICT_WORDS.error}: ${count(gaps, 'thing')} could not be looked at, so nothing is said to be clean; see the summary.`;
}
function writeStack(error) {
    writeError(`${(error.stack ?? error.message).split('\n').map(escape_plain).join('\n')}\n`);
}
function misconfigured(error, runner) {
    const outputs = [
        ['verdict', 'error'],
        ['findings', '0'],
        ['examined', '0'],
    ];
    for (const [name, value] of outputs)
        runner.output(name, value);
    runner.fail(`Configuration: ${error.problems.map(escape_plain).join('\n')}`);
}
/**
 * One check as a step of a workflow: inputs in; report file, summary, annotations and outputs out; the step
 * fails last, once, unless the verdict is `pass`.
 */
async function runCheckAction(subject) {
    const process = thisProcess();
    const runner = runnerOf(process.env);
    try {
        const place = placeOf(process);
        const others = () => placeMistakes([subject.options], place);
        const finished = await withMistakes(others, () => check(subject, place, process, runner));
        const { report, bug } = finished;
        const faults = applyAll(effectsOf(subject, finished, process, runner));
        writeOutputs(report, reportPath(report, process), runner);
        for (const fault of faults)
            runner.annotate({ level: 'warning', title: 'Upkeep', message: escape_plain(fault) });
        if (bug instanceof Error)
            writeStack(bug);
        if (report.verdict !== 'pass')
            runner.fail(lastWord(report));
    }
    catch (thrown) {
        if (thrown instanceof errors/* ConfigError */.xL)
            return misconfigured(thrown, runner);
        runner.output('verdict', 'error');
        runner.fail(`A bug in Upkeep, please report it: ${escape_plain((0,errors/* messageOf */.bD)(thrown))}`);
        if (thrown instanceof Error)
            writeStack(thrown);
        exitWith(1);
    }
}


/***/ }),

/***/ 3988:
/***/ ((module) => {

module.exports = /*#__PURE__*/JSON.parse('["389-exception","Asterisk-exception","Autoconf-exception-2.0","Autoconf-exception-3.0","Autoconf-exception-generic","Autoconf-exception-generic-3.0","Autoconf-exception-macro","Bison-exception-1.24","Bison-exception-2.2","Bootloader-exception","Classpath-exception-2.0","CLISP-exception-2.0","cryptsetup-OpenSSL-exception","DigiRule-FOSS-exception","eCos-exception-2.0","Fawkes-Runtime-exception","FLTK-exception","fmt-exception","Font-exception-2.0","freertos-exception-2.0","GCC-exception-2.0","GCC-exception-2.0-note","GCC-exception-3.1","Gmsh-exception","GNAT-exception","GNOME-examples-exception","GNU-compiler-exception","gnu-javamail-exception","GPL-3.0-interface-exception","GPL-3.0-linking-exception","GPL-3.0-linking-source-exception","GPL-CC-1.0","GStreamer-exception-2005","GStreamer-exception-2008","i2p-gpl-java-exception","KiCad-libraries-exception","LGPL-3.0-linking-exception","libpri-OpenH323-exception","Libtool-exception","Linux-syscall-note","LLGPL","LLVM-exception","LZMA-exception","mif-exception","OCaml-LGPL-linking-exception","OCCT-exception-1.0","OpenJDK-assembly-exception-1.0","openvpn-openssl-exception","PS-or-PDF-font-exception-20170817","QPL-1.0-INRIA-2004-exception","Qt-GPL-exception-1.0","Qt-LGPL-exception-1.1","Qwt-exception-1.0","SANE-exception","SHL-2.0","SHL-2.1","stunnel-exception","SWI-exception","Swift-exception","Texinfo-exception","u-boot-exception-2.0","UBDL-exception","Universal-FOSS-exception-1.0","vsftpd-openssl-exception","WxWindows-exception-3.1","x11vnc-openssl-exception"]');

/***/ }),

/***/ 3389:
/***/ ((module) => {

module.exports = /*#__PURE__*/JSON.parse('["AGPL-1.0","AGPL-3.0","BSD-2-Clause-FreeBSD","BSD-2-Clause-NetBSD","GFDL-1.1","GFDL-1.2","GFDL-1.3","GPL-1.0","GPL-2.0","GPL-2.0-with-GCC-exception","GPL-2.0-with-autoconf-exception","GPL-2.0-with-bison-exception","GPL-2.0-with-classpath-exception","GPL-2.0-with-font-exception","GPL-3.0","GPL-3.0-with-GCC-exception","GPL-3.0-with-autoconf-exception","LGPL-2.0","LGPL-2.1","LGPL-3.0","Net-SNMP","Nunit","StandardML-NJ","bzip2-1.0.5","eCos-2.0","wxWindows"]');

/***/ }),

/***/ 5204:
/***/ ((module) => {

module.exports = /*#__PURE__*/JSON.parse('["0BSD","3D-Slicer-1.0","AAL","ADSL","AFL-1.1","AFL-1.2","AFL-2.0","AFL-2.1","AFL-3.0","AGPL-1.0-only","AGPL-1.0-or-later","AGPL-3.0-only","AGPL-3.0-or-later","ALGLIB-Documentation","AMD-newlib","AMDPLPA","AML","AML-glslang","AMPAS","ANTLR-PD","ANTLR-PD-fallback","APAFML","APL-1.0","APSL-1.0","APSL-1.1","APSL-1.2","APSL-2.0","ASWF-Digital-Assets-1.0","ASWF-Digital-Assets-1.1","Abstyles","AdaCore-doc","Adobe-2006","Adobe-Display-PostScript","Adobe-Glyph","Adobe-Utopia","Advanced-Cryptics-Dictionary","Afmparse","Aladdin","Apache-1.0","Apache-1.1","Apache-2.0","App-s2p","Arphic-1999","Artistic-1.0","Artistic-1.0-Perl","Artistic-1.0-cl8","Artistic-2.0","Artistic-dist","Aspell-RU","BOLA-1.1","BSD-1-Clause","BSD-2-Clause","BSD-2-Clause-Darwin","BSD-2-Clause-Patent","BSD-2-Clause-Views","BSD-2-Clause-first-lines","BSD-2-Clause-pkgconf-disclaimer","BSD-2-Clause-pos-unchanged","BSD-3-Clause","BSD-3-Clause-Attribution","BSD-3-Clause-Clear","BSD-3-Clause-HP","BSD-3-Clause-LBNL","BSD-3-Clause-Modification","BSD-3-Clause-No-Military-License","BSD-3-Clause-No-Nuclear-License","BSD-3-Clause-No-Nuclear-License-2014","BSD-3-Clause-No-Nuclear-Warranty","BSD-3-Clause-Open-MPI","BSD-3-Clause-OpenWebUI","BSD-3-Clause-Sun","BSD-3-Clause-Tso","BSD-3-Clause-acpica","BSD-3-Clause-flex","BSD-4-Clause","BSD-4-Clause-Shortened","BSD-4-Clause-UC","BSD-4.3RENO","BSD-4.3TAHOE","BSD-Advertising-Acknowledgement","BSD-Attribution-HPND-disclaimer","BSD-Inferno-Nettverk","BSD-Mark-Modifications","BSD-Protection","BSD-Source-Code","BSD-Source-Code-no-disclaimer","BSD-Source-alt-GPL","BSD-Source-beginning-file","BSD-Systemics","BSD-Systemics-W3Works","BSD-ask-to-endorse","BSL-1.0","BUSL-1.1","Baekmuk","Bahyph","Barr","Beerware","BitTorrent-1.0","BitTorrent-1.1","Bitstream-Charter","Bitstream-Vera","BlueOak-1.0.0","Boehm-GC","Boehm-GC-without-fee","Borceux","Brian-Gladman-2-Clause","Brian-Gladman-3-Clause","Brian-Gladman-3-Clause-no-conversion","Buddy","Bugroff","C-UDA-1.0","CAL-1.0","CAL-1.0-Combined-Work-Exception","CAPEC-tou","CATOSL-1.1","CC-BY-1.0","CC-BY-2.0","CC-BY-2.5","CC-BY-2.5-AU","CC-BY-3.0","CC-BY-3.0-AT","CC-BY-3.0-AU","CC-BY-3.0-DE","CC-BY-3.0-IGO","CC-BY-3.0-NL","CC-BY-3.0-US","CC-BY-4.0","CC-BY-NC-1.0","CC-BY-NC-2.0","CC-BY-NC-2.5","CC-BY-NC-3.0","CC-BY-NC-3.0-DE","CC-BY-NC-3.0-IGO","CC-BY-NC-4.0","CC-BY-NC-ND-1.0","CC-BY-NC-ND-2.0","CC-BY-NC-ND-2.5","CC-BY-NC-ND-3.0","CC-BY-NC-ND-3.0-DE","CC-BY-NC-ND-3.0-IGO","CC-BY-NC-ND-4.0","CC-BY-NC-SA-1.0","CC-BY-NC-SA-2.0","CC-BY-NC-SA-2.0-DE","CC-BY-NC-SA-2.0-FR","CC-BY-NC-SA-2.0-UK","CC-BY-NC-SA-2.5","CC-BY-NC-SA-3.0","CC-BY-NC-SA-3.0-DE","CC-BY-NC-SA-3.0-IGO","CC-BY-NC-SA-4.0","CC-BY-ND-1.0","CC-BY-ND-2.0","CC-BY-ND-2.5","CC-BY-ND-3.0","CC-BY-ND-3.0-DE","CC-BY-ND-4.0","CC-BY-SA-1.0","CC-BY-SA-2.0","CC-BY-SA-2.0-UK","CC-BY-SA-2.1-JP","CC-BY-SA-2.5","CC-BY-SA-3.0","CC-BY-SA-3.0-AT","CC-BY-SA-3.0-DE","CC-BY-SA-3.0-IGO","CC-BY-SA-4.0","CC-PDDC","CC-PDM-1.0","CC-SA-1.0","CC0-1.0","CDDL-1.0","CDDL-1.1","CDL-1.0","CDLA-Permissive-1.0","CDLA-Permissive-2.0","CDLA-Sharing-1.0","CECILL-1.0","CECILL-1.1","CECILL-2.0","CECILL-2.1","CECILL-B","CECILL-C","CERN-OHL-1.1","CERN-OHL-1.2","CERN-OHL-P-2.0","CERN-OHL-S-2.0","CERN-OHL-W-2.0","CFITSIO","CMU-Mach","CMU-Mach-nodoc","CNRI-Jython","CNRI-Python","CNRI-Python-GPL-Compatible","COIL-1.0","CPAL-1.0","CPL-1.0","CPOL-1.02","CUA-OPL-1.0","Caldera","Caldera-no-preamble","Catharon","ClArtistic","Clips","Community-Spec-1.0","Condor-1.1","Cornell-Lossless-JPEG","Cronyx","Crossword","CryptoSwift","CrystalStacker","Cube","D-FSL-1.0","DEC-3-Clause","DL-DE-BY-2.0","DL-DE-ZERO-2.0","DOC","DRL-1.0","DRL-1.1","DSDP","DocBook-DTD","DocBook-Schema","DocBook-Stylesheet","DocBook-XML","Dotseqn","ECL-1.0","ECL-2.0","EFL-1.0","EFL-2.0","EPICS","EPL-1.0","EPL-2.0","ESA-PL-permissive-2.4","ESA-PL-strong-copyleft-2.4","ESA-PL-weak-copyleft-2.4","EUDatagrid","EUPL-1.0","EUPL-1.1","EUPL-1.2","Elastic-2.0","Entessa","ErlPL-1.1","Eurosym","FBM","FDK-AAC","FDK-MPEG-H","FSFAP","FSFAP-no-warranty-disclaimer","FSFUL","FSFULLR","FSFULLRSD","FSFULLRWD","FSL-1.1-ALv2","FSL-1.1-MIT","FTL","Fair","Ferguson-Twofish","Frameworx-1.0","FreeBSD-DOC","FreeImage","Furuseth","GCR-docs","GD","GFDL-1.1-invariants-only","GFDL-1.1-invariants-or-later","GFDL-1.1-no-invariants-only","GFDL-1.1-no-invariants-or-later","GFDL-1.1-only","GFDL-1.1-or-later","GFDL-1.2-invariants-only","GFDL-1.2-invariants-or-later","GFDL-1.2-no-invariants-only","GFDL-1.2-no-invariants-or-later","GFDL-1.2-only","GFDL-1.2-or-later","GFDL-1.3-invariants-only","GFDL-1.3-invariants-or-later","GFDL-1.3-no-invariants-only","GFDL-1.3-no-invariants-or-later","GFDL-1.3-only","GFDL-1.3-or-later","GL2PS","GLWTPL","GPL-1.0-only","GPL-1.0-or-later","GPL-2.0-only","GPL-2.0-or-later","GPL-3.0-only","GPL-3.0-or-later","Game-Programming-Gems","Giftware","Glide","Glulxe","Graphics-Gems","Gutmann","HDF5","HIDAPI","HP-1986","HP-1989","HPND","HPND-DEC","HPND-Fenneberg-Livingston","HPND-INRIA-IMAG","HPND-Intel","HPND-Kevlin-Henney","HPND-MIT-disclaimer","HPND-Markus-Kuhn","HPND-Netrek","HPND-Pbmplus","HPND-SMC","HPND-UC","HPND-UC-export-US","HPND-doc","HPND-doc-sell","HPND-export-US","HPND-export-US-acknowledgement","HPND-export-US-modify","HPND-export2-US","HPND-merchantability-variant","HPND-sell-MIT-disclaimer-xserver","HPND-sell-regexpr","HPND-sell-variant","HPND-sell-variant-MIT-disclaimer","HPND-sell-variant-MIT-disclaimer-rev","HPND-sell-variant-critical-systems","HTMLTIDY","HaskellReport","Hippocratic-2.1","Hippocratic-3.0-core","IBM-pibs","ICU","IEC-Code-Components-EULA","IJG","IJG-short","IPA","IPL-1.0","ISC","ISC-Veillard","ISO-permission","ImageMagick","Imlib2","Info-ZIP","Informatica","Inner-Net-2.0","InnoSetup","Intel","Intel-ACPI","Interbase-1.0","JPL-image","JPNIC","JSON","Jam","JasPer-2.0","Kastrup","Kazlib","Knuth-CTAN","LAL-1.2","LAL-1.3","LGPL-2.0-only","LGPL-2.0-or-later","LGPL-2.1-only","LGPL-2.1-or-later","LGPL-3.0-only","LGPL-3.0-or-later","LGPLLR","LOOP","LPD-document","LPL-1.0","LPL-1.02","LPPL-1.0","LPPL-1.1","LPPL-1.2","LPPL-1.3a","LPPL-1.3c","LZMA-SDK-9.11-to-9.20","LZMA-SDK-9.22","Latex2e","Latex2e-translated-notice","Leptonica","LiLiQ-P-1.1","LiLiQ-R-1.1","LiLiQ-Rplus-1.1","Libpng","Linux-OpenIB","Linux-man-pages-1-para","Linux-man-pages-copyleft","Linux-man-pages-copyleft-2-para","Linux-man-pages-copyleft-var","Lucida-Bitmap-Fonts","MIPS","MIT","MIT-0","MIT-CMU","MIT-Click","MIT-Festival","MIT-Khronos-old","MIT-Modern-Variant","MIT-STK","MIT-Wu","MIT-advertising","MIT-enna","MIT-feh","MIT-open-group","MIT-testregex","MITNFA","MMIXware","MMPL-1.0.1","MPEG-SSG","MPL-1.0","MPL-1.1","MPL-2.0","MPL-2.0-no-copyleft-exception","MS-LPL","MS-PL","MS-RL","MTLL","MVT-1.1","Mackerras-3-Clause","Mackerras-3-Clause-acknowledgment","MakeIndex","Martin-Birgmeier","McPhee-slideshow","Minpack","MirOS","Motosoto","MulanPSL-1.0","MulanPSL-2.0","Multics","Mup","NAIST-2003","NASA-1.3","NBPL-1.0","NCBI-PD","NCGL-UK-2.0","NCL","NCSA","NGPL","NICTA-1.0","NIST-PD","NIST-PD-TNT","NIST-PD-fallback","NIST-Software","NLOD-1.0","NLOD-2.0","NLPL","NOSL","NPL-1.0","NPL-1.1","NPOSL-3.0","NRL","NTIA-PD","NTP","NTP-0","Naumen","NetCDF","Newsletr","Nokia","Noweb","O-UDA-1.0","OAR","OCCT-PL","OCLC-2.0","ODC-By-1.0","ODbL-1.0","OFFIS","OFL-1.0","OFL-1.0-RFN","OFL-1.0-no-RFN","OFL-1.1","OFL-1.1-RFN","OFL-1.1-no-RFN","OGC-1.0","OGDL-Taiwan-1.0","OGL-Canada-2.0","OGL-UK-1.0","OGL-UK-2.0","OGL-UK-3.0","OGTSL","OLDAP-1.1","OLDAP-1.2","OLDAP-1.3","OLDAP-1.4","OLDAP-2.0","OLDAP-2.0.1","OLDAP-2.1","OLDAP-2.2","OLDAP-2.2.1","OLDAP-2.2.2","OLDAP-2.3","OLDAP-2.4","OLDAP-2.5","OLDAP-2.6","OLDAP-2.7","OLDAP-2.8","OLFL-1.3","OML","OPL-1.0","OPL-UK-3.0","OPUBL-1.0","OSC-1.0","OSET-PL-2.1","OSL-1.0","OSL-1.1","OSL-2.0","OSL-2.1","OSL-3.0","OSSP","OpenMDW-1.0","OpenPBS-2.3","OpenSSL","OpenSSL-standalone","OpenVision","PADL","PDDL-1.0","PHP-3.0","PHP-3.01","PPL","PSF-2.0","ParaType-Free-Font-1.3","Parity-6.0.0","Parity-7.0.0","Pixar","Plexus","PolyForm-Noncommercial-1.0.0","PolyForm-Small-Business-1.0.0","PostgreSQL","Python-2.0","Python-2.0.1","QPL-1.0","QPL-1.0-INRIA-2004","Qhull","RHeCos-1.1","RPL-1.1","RPL-1.5","RPSL-1.0","RSA-MD","RSCPL","Rdisc","Ruby","Ruby-pty","SAX-PD","SAX-PD-2.0","SCEA","SGI-B-1.0","SGI-B-1.1","SGI-B-2.0","SGI-OpenGL","SGMLUG-PM","SGP4","SHL-0.5","SHL-0.51","SISSL","SISSL-1.2","SL","SMAIL-GPL","SMLNJ","SMPPL","SNIA","SOFA","SPL-1.0","SSH-OpenSSH","SSH-short","SSLeay-standalone","SSPL-1.0","SUL-1.0","SWL","Saxpath","SchemeReport","Sendmail","Sendmail-8.23","Sendmail-Open-Source-1.1","SimPL-2.0","Sleepycat","Soundex","Spencer-86","Spencer-94","Spencer-99","SugarCRM-1.1.3","Sun-PPP","Sun-PPP-2000","SunPro","Symlinks","TAPR-OHL-1.0","TCL","TCP-wrappers","TGPPL-1.0","TMate","TORQUE-1.1","TOSL","TPDL","TPL-1.0","TTWL","TTYP0","TU-Berlin-1.0","TU-Berlin-2.0","TekHVC","TermReadKey","ThirdEye","TrustedQSL","UCAR","UCL-1.0","UMich-Merit","UPL-1.0","URT-RLE","Ubuntu-font-1.0","UnRAR","Unicode-3.0","Unicode-DFS-2015","Unicode-DFS-2016","Unicode-TOU","UnixCrypt","Unlicense","Unlicense-libtelnet","Unlicense-libwhirlpool","VOSTROM","VSL-1.0","Vim","Vixie-Cron","W3C","W3C-19980720","W3C-20150513","WTFNMFPL","WTFPL","Watcom-1.0","Widget-Workshop","WordNet","Wsuipa","X11","X11-distribute-modifications-variant","X11-no-permit-persons","X11-swapped","XFree86-1.1","XSkat","Xdebug-1.03","Xerox","Xfig","Xnet","YPL-1.0","YPL-1.1","ZPL-1.1","ZPL-2.0","ZPL-2.1","Zed","Zeeff","Zend-2.0","Zimbra-1.3","Zimbra-1.4","Zlib","any-OSI","any-OSI-perl-modules","atc-game","bcrypt-Solar-Designer","blessing","bzip2-1.0.6","check-cvs","checkmk","copyleft-next-0.3.0","copyleft-next-0.3.1","curl","cve-tou","diffmark","dtoa","dvipdfm","eGenix","etalab-2.0","fwlw","gSOAP-1.3b","generic-xts","gnuplot","gtkbook","hdparm","hyphen-bulgarian","iMatix","jove","libpng-1.6.35","libpng-2.0","libselinux-1.0","libtiff","libutil-David-Nugent","lsof","magaz","mailprio","man2html","metamail","mpi-permissive","mpich2","mplus","ngrep","pkgconf","pnmstitch","psfrag","psutils","python-ldap","radvd","snprintf","softSurfer","ssh-keyscan","swrule","threeparttable","ulem","w3m","wwl","xinetd","xkeyboard-config-Zinoviev","xlock","xpp","xzoom","zlib-acknowledgement"]');

/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		// no module.id needed
/******/ 		// no module.loaded needed
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId](module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/async module */
/******/ (() => {
/******/ 	var webpackQueues = typeof Symbol === "function" ? Symbol("webpack queues") : "__webpack_queues__";
/******/ 	var webpackExports = typeof Symbol === "function" ? Symbol("webpack exports") : "__webpack_exports__";
/******/ 	var webpackError = typeof Symbol === "function" ? Symbol("webpack error") : "__webpack_error__";
/******/ 	var resolveQueue = (queue) => {
/******/ 		if(queue && queue.d < 1) {
/******/ 			queue.d = 1;
/******/ 			queue.forEach((fn) => (fn.r--));
/******/ 			queue.forEach((fn) => (fn.r-- ? fn.r++ : fn()));
/******/ 		}
/******/ 	}
/******/ 	var wrapDeps = (deps) => (deps.map((dep) => {
/******/ 		if(dep !== null && typeof dep === "object") {
/******/ 			if(dep[webpackQueues]) return dep;
/******/ 			if(dep.then) {
/******/ 				var queue = [];
/******/ 				queue.d = 0;
/******/ 				dep.then((r) => {
/******/ 					obj[webpackExports] = r;
/******/ 					resolveQueue(queue);
/******/ 				}, (e) => {
/******/ 					obj[webpackError] = e;
/******/ 					resolveQueue(queue);
/******/ 				});
/******/ 				var obj = {};
/******/ 				obj[webpackQueues] = (fn) => (fn(queue));
/******/ 				return obj;
/******/ 			}
/******/ 		}
/******/ 		var ret = {};
/******/ 		ret[webpackQueues] = x => {};
/******/ 		ret[webpackExports] = dep;
/******/ 		return ret;
/******/ 	}));
/******/ 	__nccwpck_require__.a = (module, body, hasAwait) => {
/******/ 		var queue;
/******/ 		hasAwait && ((queue = []).d = -1);
/******/ 		var depQueues = new Set();
/******/ 		var exports = module.exports;
/******/ 		var currentDeps;
/******/ 		var outerResolve;
/******/ 		var reject;
/******/ 		var promise = new Promise((resolve, rej) => {
/******/ 			reject = rej;
/******/ 			outerResolve = resolve;
/******/ 		});
/******/ 		promise[webpackExports] = exports;
/******/ 		promise[webpackQueues] = (fn) => (queue && fn(queue), depQueues.forEach(fn), promise["catch"](x => {}));
/******/ 		module.exports = promise;
/******/ 		body((deps) => {
/******/ 			currentDeps = wrapDeps(deps);
/******/ 			var fn;
/******/ 			var getResult = () => (currentDeps.map((d) => {
/******/ 				if(d[webpackError]) throw d[webpackError];
/******/ 				return d[webpackExports];
/******/ 			}))
/******/ 			var promise = new Promise((resolve) => {
/******/ 				fn = () => (resolve(getResult));
/******/ 				fn.r = 0;
/******/ 				var fnQueue = (q) => (q !== queue && !depQueues.has(q) && (depQueues.add(q), q && !q.d && (fn.r++, q.push(fn))));
/******/ 				currentDeps.map((dep) => (dep[webpackQueues](fnQueue)));
/******/ 			});
/******/ 			return fn.r ? promise : getResult();
/******/ 		}, (err) => ((err ? reject(promise[webpackError] = err) : outerResolve(exports)), resolveQueue(queue)));
/******/ 		queue && queue.d < 0 && (queue.d = 0);
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/************************************************************************/
/******/ 
/******/ // startup
/******/ // Load entry module and return exports
/******/ // This entry module used 'module' so it can't be inlined
/******/ var __webpack_exports__ = __nccwpck_require__(5291);
/******/ __webpack_exports__ = await __webpack_exports__;
/******/ 
