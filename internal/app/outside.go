package app

import (
	"github.com/diptych-cms/diptych/internal/machine"
	"github.com/diptych-cms/diptych/internal/outbound"
)

// Outside says which other servers a house asks, and with what. The zero value asks
// none that needs a key, and none of the inner network.
type Outside struct {
	MachineKey   string   // what opens the site's translation service
	MachineHosts []string // to which alone that is sent
	Allow        []string // hosts of the inner network that may be called, by name
}

// translator returns what asks translation services.
func (o Outside) translator() *machine.Translator {
	return machine.New(machine.Options{Key: o.MachineKey, Hosts: o.MachineHosts, Call: outbound.New(outbound.Options{Allow: o.Allow})})
}
