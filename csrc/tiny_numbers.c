/* Chapter tiny_numbers: what an optimizer does with numbers that are hardly numbers any more.
 *
 * python/refnet/reference/tiny_numbers.py has the explanation; this file has the same functions in
 * the same order. Their text is in internal.h, where it can be inlined. */

#include "internal.h"

real refnet_flushed(real x)
{
    return refnet_inline_flushed(x);
}

real refnet_square(real gradient)
{
    return refnet_inline_square(gradient);
}
