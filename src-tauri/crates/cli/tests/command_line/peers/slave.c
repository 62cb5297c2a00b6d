/* A Modbus slave by libmodbus, for tests: slave rtu:DEVICE:BAUD|tcp:PORT UNIT [TABLE:ADDRESS=WORD,WORD...]...
   TABLE is h (holding), i (input) or c (coils); numbers are hexadecimal but for BAUD, PORT and UNIT. */
#include <errno.h>
#include <modbus.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int fail(const char *what) {
    fprintf(stderr, "%s\n", what);
    return 1;
}

static void fill(modbus_mapping_t *map, char *cell) {
    char table = cell[0], *next;
    unsigned address = strtoul(cell + 2, &next, 16);
    while (*next == '=' || *next == ',') {
        unsigned long word = strtoul(next + 1, &next, 16);
        if (table == 'h') map->tab_registers[address++] = word;
        if (table == 'i') map->tab_input_registers[address++] = word;
        if (table == 'c') map->tab_bits[address++] = word;
    }
}

int main(int count, char **args) {
    if (count < 3) return fail("usage");
    int serial = strncmp(args[1], "rtu:", 4) == 0, listener = -1;
    modbus_t *line;
    if (serial) {
        char *baud = strrchr(args[1], ':');
        *baud++ = 0;
        line = modbus_new_rtu(args[1] + 4, atoi(baud), 'N', 8, 1);
    } else {
        line = modbus_new_tcp("127.0.0.1", atoi(args[1] + 4));
    }
    modbus_mapping_t *map = modbus_mapping_new(65536, 0, 65536, 65536);
    if (!line || !map || modbus_set_slave(line, atoi(args[2])) < 0) return fail("out of memory");
    for (int i = 3; i < count; i++) fill(map, args[i]);
    if (serial && modbus_connect(line) < 0) return fail(modbus_strerror(errno));
    if (!serial && (listener = modbus_tcp_listen(line, 4)) < 0) return fail(modbus_strerror(errno));
    puts("ready");
    fflush(stdout);
    for (;;) {
        uint8_t request[MODBUS_TCP_MAX_ADU_LENGTH];
        if (!serial && modbus_tcp_accept(line, &listener) < 0) return fail(modbus_strerror(errno));
        for (;;) {
            int length = modbus_receive(line, request);
            if (length > 0 && modbus_reply(line, request, length, map) < 0 && !serial) break;
            if (length < 0 && !serial) break;
        }
        modbus_close(line);
    }
}
