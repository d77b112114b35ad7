/* Chapter tiny_numbers: what an optimizer does with numbers that are hardly numbers any more.
 *
 * python/refnet/reference/tiny_numbers.py has the explanation; this file has the same functions in
 * the same order. REFNET_TINY is in internal.h. */

#include "internal.h"

real refnet_flushed(real x)
{
    return (real)fabs(x) < REFNET_TINY ? 0 : x;
}

real refnet_square(real gradient)
{
    real squared = gradient * gradient;
    return squared < REFNET_TINY ? REFNET_TINY : squared;
}
