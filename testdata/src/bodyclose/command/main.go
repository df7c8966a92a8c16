// Command command is a fixture that is a program.
package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
)

//oracle:norun nothing can import a package main; the end of the process closes what main leaves open
func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: command url")
		os.Exit(2)
	}
	resp, err := http.Get(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		log.Fatal(resp.Status)
	}
	if err := show(os.Args[2:]); err != nil {
		fmt.Println(err)
	}
}

//oracle:norun in a package main
func show(urls []string) error {
	for _, u := range urls {
		resp, err := http.Get(u) // want "is not closed"
		if err != nil {
			return err
		}
		if resp.StatusCode != http.StatusOK {
			return fmt.Errorf("%s: %s", u, resp.Status)
		}
		_, err = io.Copy(os.Stdout, resp.Body)
		resp.Body.Close()
		if err != nil {
			return err
		}
	}
	return nil
}
