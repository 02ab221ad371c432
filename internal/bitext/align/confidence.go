package align

import "math"

// sureness is how likely a bead is right, by what it scores.
func sureness(score float64) float64 { return 1 / (1 + math.Exp(-(score+1)/2)) }
