// What experiments accept as an optimizer, and as the learning rate that it has.
//
// The phases are those of checks. A fault in a setting has a field such as optimizer.epsilon or
// optimizer.learning_rate.decay_steps.

package refnet

// checkRateShapes returns wrong_type for a list without rates, shape_mismatch for values that are not one
// more than their boundaries.
func checkRateShapes(field string, optimizer Optimizer) error {
	if optimizer.Rates != nil {
		if len(optimizer.Rates) == 0 {
			return fault("wrong_type", field, "%s: expected a number", field)
		}
		return nil
	}
	schedule := optimizer.Schedule
	if schedule == nil || schedule.Name != "piecewise_constant_decay" {
		return nil
	}
	count := int64(len(schedule.Boundaries)) + 1
	return checkLength(field+".values", len(schedule.Values), field+".boundaries and one more", count)
}

// checkOptimizer returns unknown_name, not_finite or out_of_range for a setting that is not allowed.
func checkOptimizer(field string, optimizer Optimizer) error {
	return firstError(
		checkName(field+".name", optimizer.Name, Optimizers),
		checkRate(field+".learning_rate", optimizer),
		checkFraction(field+".rho", optimizer.Rho),
		checkFraction(field+".momentum", optimizer.Momentum),
		checkFraction(field+".beta_1", optimizer.Beta1),
		checkFraction(field+".beta_2", optimizer.Beta2),
		checkNotNegativeNumber(field+".initial_accumulator_value", optimizer.InitialAccumulatorValue),
		checkPositive(field+".epsilon", optimizer.Epsilon),
		checkNotNegativeNumber(field+".weight_decay", optimizer.WeightDecay),
		checkClipping(field, optimizer),
	)
}

// checkClipping returns not_finite or out_of_range for a limit that is not above 0, or for a second one.
func checkClipping(field string, optimizer Optimizer) error {
	before := ""
	for _, each := range []struct {
		name  string
		limit *float64
	}{
		{"clipnorm", optimizer.Clipnorm},
		{"clipvalue", optimizer.Clipvalue},
		{"global_clipnorm", optimizer.GlobalClipnorm},
	} {
		if each.limit == nil {
			continue
		}
		place := field + "." + each.name
		if err := checkPositive(place, *each.limit); err != nil {
			return err
		}
		if before != "" {
			return fault("out_of_range", place, "%s: expected null beside %s", place, before)
		}
		before = each.name
	}
	return nil
}

// checkRate returns unknown_name, not_finite or out_of_range for a learning rate that is not allowed.
func checkRate(field string, optimizer Optimizer) error {
	switch {
	case optimizer.Rates != nil:
		return checkFinite(field, optimizer.Rates)
	case optimizer.Schedule != nil:
		return checkSchedule(field, *optimizer.Schedule)
	}
	return checkFiniteNumber(field, optimizer.LearningRate)
}

// checkSchedule returns unknown_name, not_finite or out_of_range for a setting that is not allowed.
func checkSchedule(field string, schedule Schedule) error {
	return firstError(
		checkName(field+".name", schedule.Name, Schedules),
		checkFiniteNumber(field+".initial_learning_rate", schedule.InitialLearningRate),
		checkDecaySteps(field+".decay_steps", schedule),
		checkNotNegativeNumber(field+".decay_rate", schedule.DecayRate),
		checkAscending(field+".boundaries", schedule.Boundaries, 0, LargestCount),
		checkFinite(field+".values", schedule.Values),
		checkFiniteNumber(field+".end_learning_rate", schedule.EndLearningRate),
		checkNotNegativeNumber(field+".power", schedule.Power),
		checkFiniteNumber(field+".alpha", schedule.Alpha),
		ifGiven(schedule.WarmupTarget, func(target float64) error {
			return checkFiniteNumber(field+".warmup_target", target)
		}),
		checkCount(field+".warmup_steps", schedule.WarmupSteps, 0),
	)
}

// checkDecaySteps returns out_of_range where a schedule that decays does not take 1 step or more.
func checkDecaySteps(field string, schedule Schedule) error {
	if schedule.Name == "piecewise_constant_decay" {
		return nil // which has none
	}
	return checkCount(field, schedule.DecaySteps, 1)
}
