/* Chapter tiny_numbers: what an optimizer does with numbers that are hardly numbers any more. */
#ifndef REFNET_TINY_NUMBERS_H
#define REFNET_TINY_NUMBERS_H

#include "real.h"

real refnet_flushed(real x);

real refnet_square(real gradient);

#endif
