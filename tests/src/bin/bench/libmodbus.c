/* The plain peer of the line: every meter's blocks by libmodbus, one after the other, with the silence that Modbus
 * over Serial Line wants between frames. Prints the seconds of each round.
 *
 * libmodbus PORT BAUD UNITS ROUNDS SILENCE_US START COUNT [START COUNT ...] */
#include <errno.h>
#include <modbus.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int read_blocks(modbus_t *line, long silence_us, char **blocks, int words) {
    uint16_t values[MODBUS_MAX_READ_REGISTERS];
    struct timespec silence = {0, silence_us * 1000};
    for (int at = 0; at + 1 < words; at += 2) {
        int count = atoi(blocks[at + 1]);
        nanosleep(&silence, NULL);
        if (modbus_read_input_registers(line, atoi(blocks[at]), count, values) != count)
            return -1;
    }
    return 0;
}

int main(int argc, char **argv) {
    if (argc < 8)
        return 2;
    int units = atoi(argv[3]), rounds = atoi(argv[4]);
    modbus_t *line = modbus_new_rtu(argv[1], atoi(argv[2]), 'N', 8, 1);
    if (line == NULL || modbus_connect(line) != 0) {
        fprintf(stderr, "%s\n", modbus_strerror(errno));
        return 1;
    }
    for (int round = 0; round < rounds; round++) {
        double from = seconds();
        for (int unit = 1; unit <= units; unit++) {
            modbus_set_slave(line, unit);
            if (read_blocks(line, atol(argv[5]), argv + 6, argc - 6) != 0) {
                fprintf(stderr, "unit %d: %s\n", unit, modbus_strerror(errno));
                return 1;
            }
        }
        printf("%.6f\n", seconds() - from);
    }
    modbus_close(line);
    modbus_free(line);
    return 0;
}
