// Pause is the process that holds a pod's namespaces. Called with arguments it prints them and ends, so that
// `kubectl exec` can be tried with nothing else in the image.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
)

func main() {
	if len(os.Args) > 1 {
		fmt.Println(strings.Join(os.Args[1:], " "))
		return
	}
	done := make(chan os.Signal, 1)
	signal.Notify(done, syscall.SIGINT, syscall.SIGTERM)
	fmt.Println("waiting")
	<-done
}
